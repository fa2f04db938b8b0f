"""Work that notifications owe."""

from datetime import timedelta

from helpdesk.notifying import reminding
from tenants.work.outbox import Payload, handles, promises_that, sends


@handles(reminding.LOOK_TOPIC)
def look(payload: Payload) -> None:
    reminding.look(payload["number"])


def look_on(payload: Payload) -> None:
    reminding.keep_going(after=payload["number"])


# Longer than all its tries take: a look that cannot be done is not the last one.
promises_that(reminding.LOOK_TOPIC, after=timedelta(minutes=5), keep=look_on)


@sends(reminding.MAIL_TOPIC)
def mail(payload: Payload, key: str) -> None:
    reminding.mail(payload["agent"], payload["key"], key)
