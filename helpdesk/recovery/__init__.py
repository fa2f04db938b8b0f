"""What was promised to customers, and how a conversation that failed one is put right."""
