"""From a question to an answer that stands on approved content, or to "I don't know"."""
