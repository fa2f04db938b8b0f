"""The desk: where tenants, knowledge and escalation meet the customer."""

# Every process, not the worker alone, must send tasks through this application's broker.
from helpdesk.celery import app as celery_app

__all__ = ["celery_app"]
