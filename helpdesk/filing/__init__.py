"""What agents put beside a conversation to find it again: tags, followers, mentions."""
