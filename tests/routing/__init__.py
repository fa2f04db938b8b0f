"""Hours, deadlines, who is there, and who gets what."""
