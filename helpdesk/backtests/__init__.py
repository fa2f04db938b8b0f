"""Hands past conversations to a backtest, works it off, and shows what came of it."""
