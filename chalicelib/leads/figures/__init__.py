"""How far enquiries came, and what that cost."""
