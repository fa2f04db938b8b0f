"""Migrations of a release that is not out: the brand gets a column, to be measured with."""
