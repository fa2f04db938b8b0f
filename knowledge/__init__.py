"""What we know: articles and snippets, cut into passages and found again."""
