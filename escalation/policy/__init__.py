"""One versioned policy: rows are the draft, what was published runs."""
