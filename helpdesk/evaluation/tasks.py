"""Asking the questions of a set is owed work."""

from helpdesk.evaluation import asking
from tenants.work.outbox import Payload, thinks


@thinks(asking.TOPIC)
def ask(payload: Payload) -> None:
    """``{"evaluation": id}``: a slice of it."""
    asking.work(payload["evaluation"])
