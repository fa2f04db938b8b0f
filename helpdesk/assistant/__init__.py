"""The AI that answers first, and steps aside. Start reading at ``turn.py``."""
