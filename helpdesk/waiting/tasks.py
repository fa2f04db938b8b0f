"""Work that is owed to who waits."""

from helpdesk.waiting import hearing
from tenants.work.outbox import Payload, handles


@handles("waiting.heard")
def hear(payload: Payload) -> None:
    """``{"conversation": id, "seq": n}``: the customer said ``n`` while waiting."""
    hearing.hear(payload["conversation"], payload["seq"])
