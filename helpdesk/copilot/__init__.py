"""What helps an agent beside the thread: nothing here speaks with a customer."""
