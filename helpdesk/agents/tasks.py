"""Mails to agents."""

from helpdesk.agents import invitations
from tenants.work.outbox import Payload, sends


@sends(invitations.TOPIC)
def send_invitation(payload: Payload, key: str) -> None:
    """``{"agent": id, "by": name, "locale": of who invites}``; older ones say no locale."""
    locale = payload.get("locale", "")
    invitations.send(payload["agent"], by=payload["by"], locale=locale, key=key)
