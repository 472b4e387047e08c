"""Errors whose words are our own."""


class Explained(Exception):
    """Its words are ours and quote no person, no library and no answer of AWS's: they may be logged and shown."""
