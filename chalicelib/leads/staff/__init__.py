"""What the clinic's own people do, and how they come in."""
