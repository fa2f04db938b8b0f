"""Mails to agents."""

from helpdesk.agents import invitations
from tenants.work.outbox import Payload, handles


@handles(invitations.TOPIC)
def send_invitation(payload: Payload) -> None:
    """``{"agent": id, "by": name}``."""
    invitations.send(payload["agent"], by=payload["by"])
