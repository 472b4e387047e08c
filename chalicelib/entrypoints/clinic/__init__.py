"""What the clinic's own people open: the console at /clinic, and the pages behind the links of its emails."""
