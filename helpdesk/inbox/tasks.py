"""Mails that the inbox owes."""

from django.core.mail import send_mail
from django.template.loader import render_to_string

from helpdesk.agents.models import Agent
from helpdesk.inbox.passwords import reset_address
from tenants.brand.models import Brand
from tenants.work.outbox import Payload, handles

RESET_TOPIC = "inbox.password_reset"


@handles(RESET_TOPIC)
def send_reset_link(payload: Payload) -> None:
    """To the agent with this address; nobody has it: nothing is sent, and nobody can tell."""
    agent = Agent.objects.filter(email__iexact=payload["email"], is_active=True).first()
    if agent is None:
        return
    context = {"agent": agent, "address": reset_address(agent), "brand": Brand.current()}
    body = render_to_string("inbox/mail/reset.txt", context)
    send_mail(f"Set a new password for {context['brand'].name}", body, None, [agent.email])
