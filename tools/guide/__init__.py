"""Typeset the guide as a PDF."""
