"""The bench: how figures become rows."""
