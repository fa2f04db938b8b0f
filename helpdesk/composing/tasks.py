"""The clock of held replies."""

from helpdesk.composing import holding
from helpdesk.composing.tries import TOPIC
from tenants.work.outbox import Payload, handles


@handles(TOPIC, patient=False)
def send_held(payload: Payload) -> None:
    holding.send_due(payload["held"])
