"""What the inbox answers over HTTP."""
