"""Work that conversations owe."""

from helpdesk.conversations import lifecycle
from tenants.work.outbox import Payload, handles


@handles("conversations.wake")
def wake(payload: Payload) -> None:
    lifecycle.wake(payload["conversation"], fence=payload["fence"])
