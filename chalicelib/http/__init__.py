"""The ports, done over HTTPS."""
