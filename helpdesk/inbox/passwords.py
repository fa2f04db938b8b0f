"""Links by which a person sets a password: after an invitation, or when they forgot theirs."""

from datetime import timedelta

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _
from django.utils.translation import override

from helpdesk.agents.models import Agent
from tenants import addresses, mailing
from tenants.brand.models import Brand
from tenants.signing import BadToken, sign, unsign
from tenants.work.outbox import enqueue

RESET_TOPIC = "inbox.password_reset"

INVITATION_VALID = timedelta(days=7)
RESET_VALID = timedelta(hours=1)


def reset_token(agent: Agent) -> str:
    """Good for an hour, until the password changes or they log in."""
    return sign("password-reset", {"agent": agent.pk, "stamp": _stamp(agent)})


def agent_to_reset(token: str) -> Agent:
    """Raises ``BadToken``."""
    payload = unsign("password-reset", token, max_age=RESET_VALID)
    agent = Agent.objects.filter(pk=payload["agent"], is_active=True).first()
    if agent is None or not constant_time_compare(payload["stamp"], _stamp(agent)):
        raise BadToken("The link was used before.")
    return agent


def invited_agent(token: str) -> Agent:
    """Who was invited and has set no password yet. Raises ``BadToken``."""
    payload = unsign("invitation", token, max_age=INVITATION_VALID)
    agent = Agent.objects.filter(pk=payload["agent"], is_active=True).first()
    if agent is None or agent.has_usable_password():
        raise BadToken("The invitation was used before.")
    return agent


def ask_for_reset(email: str) -> None:
    """Owe a link to whoever has this address, in the same time if nobody has it."""
    enqueue(RESET_TOPIC, {"email": email})


def send_reset_link(email: str, *, key: str) -> None:
    """Mail the link. Nobody has the address: nothing is sent, and nobody can tell."""
    agent = Agent.objects.filter(email__iexact=email, is_active=True).first()
    if agent is None:
        return
    address = addresses.whole(reverse("inbox:reset_password", args=[reset_token(agent)]))
    context = {"agent": agent, "address": address, "brand": Brand.current()}
    with override(agent.locale or settings.LANGUAGE_CODE):
        body = render_to_string("inbox/mail/reset.txt", context)
        subject = _("Set a new password for {brand}").format(brand=context["brand"])
    mailing.send(subject, body, to=agent.email, key=key)


def _stamp(agent: Agent) -> str:
    """Changes whenever the link must lose its power."""
    state = f"{agent.password}{agent.last_login}"
    return salted_hmac("handrail.password-reset", state).hexdigest()[:24]
