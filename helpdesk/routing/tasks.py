"""Work that queues owe."""

from helpdesk.routing import assigning, clock, queueing, ticking
from tenants.work.outbox import Payload, handles


@handles(queueing.ASSIGN_TOPIC, patient=False)
def assign(payload: Payload) -> None:
    assigning.assign(payload["team"])


@handles(clock.TICK_TOPIC, patient=False)
def tick(_payload: Payload) -> None:
    ticking.tick()
