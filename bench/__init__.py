"""Measurements against a floor made of the same parts; not tests, not shipped."""
