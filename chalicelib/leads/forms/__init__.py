"""What comes in: a form as it was posted, its fields checked, and the judgement of it."""
