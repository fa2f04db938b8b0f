"""What strangers send as files: which kinds are taken, and how each is looked at."""
