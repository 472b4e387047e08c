"""Says of a stage what is right, what is wrong and what nobody can tell now: `make doctor STAGE=prod`."""
