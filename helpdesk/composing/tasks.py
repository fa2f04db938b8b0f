"""The clock of held replies."""

from helpdesk.composing import holding
from tenants.work.outbox import Payload, handles


@handles(holding.TOPIC, patient=False)
def send_held(payload: Payload) -> None:
    holding.send_due(payload["held"])
