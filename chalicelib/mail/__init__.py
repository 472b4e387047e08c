"""Emails, as the bytes that go out."""
