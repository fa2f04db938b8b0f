"""Promises and recovery."""
