"""Gives the company's agents macros, habits, and a reply that is to be sent tomorrow."""

from uuid import uuid4

from django.db import transaction

from escalation.models import Team
from helpdesk.agents.models import Agent
from helpdesk.agents.roles import ANSWERING_ROLES
from helpdesk.composing import holding, later, macros
from helpdesk.composing.holding import When
from helpdesk.composing.models import Habits, Macro
from helpdesk.composing.saying import Letter
from helpdesk.conversations.models import Conversation
from helpdesk.demo.cast import Company
from helpdesk.recovery import first_replies

UNDO_SECONDS = 5
HELLO = (
    "Hello {{contact.first_name|fallback:there}}, I am {{agent.first_name}} at {{workspace.name}}. "
)
SHARED = {
    "Looking into it": {
        "reply": HELLO + "I have read what you wrote, and I am looking into it now.",
        "follow": "yes",
    },
    "Solved, and anything else?": {
        "reply": "That should be it, {{contact.first_name|fallback:thank you for your patience}}. "
        "If anything else comes up, just write here.",
        "resolve": "yes",
    },
    "Not urgent: sleep on it": {
        "note": "Can wait until tomorrow.",
        "priority": "low",
        "snooze": "day",
    },
    "Tell them that we are still on it": {
        "send": "We are still on it, {{contact.first_name|fallback:and have not forgotten you}}.",
        "tag": "waiting for us",
    },
}
BILLING = {
    "Refund is on its way": {
        "reply": HELLO + "Your refund is on its way. Banks take three to five working days.",
        "tag": "refund",
        "resolve": "yes",
    }
}
TOMORROW = "Good morning! As promised, I looked at this again. Is everything as it should be now?"


@transaction.atomic
def furnish(company: Company) -> bool:
    """Of the bound tenant, once: what was changed since stays changed."""
    if Macro.objects.exists():
        return False
    owner = Agent.objects.get(email=company.owner.email)
    for name, steps in SHARED.items():
        Macro.objects.create(name=name, owner=owner, steps=macros.checked(steps))
    billing = Team.objects.filter(name="Billing").first()
    for name, steps in BILLING.items() if billing else ():
        Macro.objects.create(
            name=name, owner=owner, shared="team", team=billing, steps=macros.checked(steps)
        )
    for agent in Agent.objects.filter(role__in=ANSWERING_ROLES):
        signature = f"{{{{agent.name}}}}, {company.name}"
        Habits.objects.create(agent=agent, undo_seconds=UNDO_SECONDS, signature=signature)
    _hold()
    return True


def _hold() -> None:
    """In the open conversation that somebody has had for longest."""
    open_ones = Conversation.objects.filter(status="open", assignee__isnull=False, is_spam=False)
    oldest = open_ones.select_related("assignee").order_by("last_message_at", "id").first()
    if oldest is None or oldest.assignee is None:
        return
    due_at = later.moments(first_replies.now_here())["tomorrow"]
    holding.hold(oldest.pk, oldest.assignee, Letter(TOMORROW, uuid4()), When(due_at))
