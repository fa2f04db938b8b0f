"""Work that is owed to who waits."""

from helpdesk.waiting import hearing, overflowing
from tenants.work.outbox import Payload, handles


@handles("waiting.heard")
def hear(payload: Payload) -> None:
    """``{"conversation": id, "seq": n}``: the customer said ``n`` while waiting."""
    hearing.hear(payload["conversation"], payload["seq"])


@handles(overflowing.OVERFLOW_TOPIC, patient=False)
def overflow(payload: Payload) -> None:
    """``{"wait": id}``: it has been as long as the team's queue lets them wait."""
    overflowing.overflow(payload["wait"])
