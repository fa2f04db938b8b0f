"""Where agents work: log-in, the list, the thread and what one can do to it."""
