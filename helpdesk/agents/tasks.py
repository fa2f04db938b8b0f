"""Mails to agents."""

from django.core.mail import send_mail
from django.template.loader import render_to_string

from helpdesk.agents import invitations
from helpdesk.agents.models import Agent
from tenants.brand.models import Brand
from tenants.work.outbox import Payload, handles


@handles(invitations.TOPIC)
def send_invitation(payload: Payload) -> None:
    """``{"agent": id, "by": name}``: nothing is sent to who is in already or was switched off."""
    agent = Agent.objects.filter(pk=payload["agent"]).first()
    if agent is None or not invitations.is_pending(agent):
        return
    brand = Brand.current()
    context = {
        "agent": agent,
        "brand": brand,
        "by": payload["by"],
        "address": invitations.address_for(agent),
    }
    body = render_to_string("emails/invitation.txt", context)
    subject = f"{payload['by']} invites you to {brand.name}".replace("\n", " ")
    send_mail(subject, body, None, [agent.email])
