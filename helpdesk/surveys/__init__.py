"""What customers thought of it: did that solve it, and how was it."""
