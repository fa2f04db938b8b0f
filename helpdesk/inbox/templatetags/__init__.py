"""What templates of the inbox may call."""
