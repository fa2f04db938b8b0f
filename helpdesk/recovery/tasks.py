"""The clock of promises, and who is told when one is broken."""

from helpdesk.recovery import alerting, promising
from tenants.work.outbox import Payload, handles, sends


@handles(promising.DUE_TOPIC, patient=False)
def break_due(_payload: Payload) -> None:
    promising.break_due()


@sends(promising.MAIL_TOPIC)
def tell_owner(payload: Payload, key: str) -> None:
    alerting.tell_owner(payload["promise"], key)
