"""What can be heard in a text by weights that were learnt, see docs/signals.md."""
