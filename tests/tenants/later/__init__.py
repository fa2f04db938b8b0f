"""Migrations of a release that is not out yet: the brand gets a motto."""
