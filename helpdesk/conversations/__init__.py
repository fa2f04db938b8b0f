"""The record of what was said, and who answers next."""
