"""Work that notifications owe."""

from helpdesk.notifying import reminding
from tenants.work.outbox import Payload, handles, sends


@handles(reminding.LOOK_TOPIC)
def look(payload: Payload) -> None:
    reminding.look(payload["number"])


@sends(reminding.MAIL_TOPIC)
def mail(payload: Payload, key: str) -> None:
    reminding.mail(payload["agent"], payload["key"], key)
