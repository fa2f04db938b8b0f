"""Search over what was said: an index that is filled a moment later, and bounded looks at it."""
