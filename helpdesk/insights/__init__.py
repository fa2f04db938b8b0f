"""What customers asked in vain, and what they were told that is no longer so."""
