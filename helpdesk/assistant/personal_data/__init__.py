"""Finds what is personal in a text: where it stands and of which kind. Knows no tenant."""
