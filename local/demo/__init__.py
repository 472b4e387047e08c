"""A month of made-up leads, for `make run DEMO=1`: people who do not exist, seen through by the service itself."""
