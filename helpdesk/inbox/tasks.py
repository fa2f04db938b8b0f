"""Work that the inbox owes."""

from helpdesk.inbox import passwords
from tenants.work.outbox import Payload, sends


@sends(passwords.RESET_TOPIC, patient=False)
def send_reset_link(payload: Payload, key: str) -> None:
    passwords.send_reset_link(payload["email"], key=key)
