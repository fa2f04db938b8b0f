"""What an agent's words say: when something will happen, what is promised, and in which tone."""
