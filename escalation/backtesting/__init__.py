"""Replays policies over past conversations: pure, from values to figures in words and numbers."""
