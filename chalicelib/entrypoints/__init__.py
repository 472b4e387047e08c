"""Routes and queues: what calls the service."""
