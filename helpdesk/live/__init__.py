"""Live fan-out: content-free hints and ephemeral frames; knows heads, no message."""
