"""Who is at a conversation, what an agent has read, and what they are told of."""
