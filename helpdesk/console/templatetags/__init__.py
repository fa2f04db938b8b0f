"""Filters of the admin's own pages."""
