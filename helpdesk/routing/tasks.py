"""Work that queues owe."""

from helpdesk.routing import assigning, clock, expecting, queueing, ticking
from tenants.work.outbox import Payload, handles


@handles(queueing.ASSIGN_TOPIC, patient=False)
def assign(payload: Payload) -> None:
    assigning.assign(payload["team"])


@handles(clock.TICK_TOPIC, patient=False)
def tick(payload: Payload) -> None:
    ticking.tick(payload["number"])


@handles(expecting.MOVED_TOPIC, patient=False)
def tell_places(payload: Payload) -> None:
    expecting.tell_places(payload["team"])
