"""Durable work: rows committed with their cause, handed to Celery by a relay."""
