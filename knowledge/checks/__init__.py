"""What can be wrong with an article that nobody sees while writing it; each check is pure."""
