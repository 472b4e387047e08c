"""Build what is deployed."""
