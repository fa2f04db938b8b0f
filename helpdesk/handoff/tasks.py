"""Work that a hand-off owes."""

from helpdesk.handoff import keeping_up
from tenants.work.outbox import Payload, handles


@handles("handoff.keep_up")
def keep_up(payload: Payload) -> None:
    """``{"conversation": id, "seq": n}``: the customer said ``n`` while waiting."""
    keeping_up.keep_up(payload["conversation"])
