"""What we say, read from `templates/`: the clinic, its texts, and the links they carry."""
