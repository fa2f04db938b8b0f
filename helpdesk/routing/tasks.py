"""Work that queues owe."""

from datetime import timedelta

from helpdesk.routing import agreeing, assigning, clock, expecting, queueing, ticking
from tenants.work.outbox import Payload, handles, promises_that


@handles(queueing.ASSIGN_TOPIC, patient=False)
def assign(payload: Payload) -> None:
    assigning.assign(payload["team"])


@handles(clock.TICK_TOPIC, patient=False)
def tick(payload: Payload) -> None:
    ticking.tick(payload["number"])


def tick_on(payload: Payload) -> None:
    clock.keep_going(after=payload["number"])


# Longer than all its tries take: a tick that cannot be done is not the last one.
promises_that(clock.TICK_TOPIC, after=timedelta(minutes=5), keep=tick_on)


@handles(agreeing.TOPIC)
def agree(payload: Payload) -> None:
    agreeing.take_up(payload["status"], payload["below"])


@handles(expecting.MOVED_TOPIC, patient=False)
def tell_places(payload: Payload) -> None:
    expecting.tell_places(payload["team"])
