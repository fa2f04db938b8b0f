"""What can be seen in a conversation, one family of facts per file."""
