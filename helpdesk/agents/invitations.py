"""Invite a colleague by mail; they choose a password behind a link that works for 7 days.

The page behind the link is the inbox's; it lets in who is active and has no password yet.
"""

from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from helpdesk.agents.models import Agent
from tenants import addresses, mailing
from tenants.brand.models import Brand
from tenants.signing import sign
from tenants.work.outbox import enqueue

PURPOSE = "invitation"
TOPIC = "agents.invitation"


@transaction.atomic
def invite(email: str, *, name: str, role: str, by: Agent) -> Agent:
    """A new agent who cannot log in yet, and the mail that lets them."""
    agent = Agent.objects.create_user(email, name=name, role=role)
    _owe_mail(agent, by)
    return agent


def send_again(agent: Agent, *, by: Agent) -> None:
    """Another mail with a fresh link, while the first was not followed."""
    if is_pending(agent):
        _owe_mail(agent, by)


def send(agent_id: int, *, by: str, locale: str, key: str) -> None:
    """The mail itself; none to who is in already or was switched off meanwhile.

    In the language of the account; one that has none yet is written to in that of who invites.
    """
    agent = Agent.objects.filter(pk=agent_id).first()
    if agent is None or not is_pending(agent):
        return
    brand = Brand.current()
    context = {"agent": agent, "brand": brand, "by": by, "address": address_for(agent)}
    with override(agent.locale or locale or settings.LANGUAGE_CODE):
        body = render_to_string("emails/invitation.txt", context)
        subject = _("{name} invites you to {brand}").format(name=by, brand=brand.name)
    mailing.send(subject, body, to=agent.email, key=key)


def is_pending(agent: Agent) -> bool:
    """Invited, and not in yet."""
    return agent.is_active and not agent.has_usable_password()


def address_for(agent: Agent) -> str:
    """The link, with a token that names the agent and nobody else."""
    token = sign(PURPOSE, {"agent": agent.pk})
    return addresses.whole(reverse("inbox:accept_invitation", args=[token]))


def _owe_mail(agent: Agent, by: Agent) -> None:
    enqueue(TOPIC, {"agent": agent.pk, "by": by.name, "locale": by.locale})
