"""English, as read on both sides of an ocean."""
