"""What the service does. Every collaborator is an argument."""
