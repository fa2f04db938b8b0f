"""Files of all kinds, honest and hostile."""
