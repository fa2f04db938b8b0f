"""Work that the inbox owes."""

from helpdesk.inbox import passwords
from tenants.work.outbox import Payload, handles


@handles(passwords.RESET_TOPIC)
def send_reset_link(payload: Payload) -> None:
    passwords.send_reset_link(payload["email"])
