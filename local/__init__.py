"""The service on one machine: an embedded AWS, the handlers run as Lambda runs them, and a mailbox. Not shipped."""
