"""When a person takes over, and which team."""
