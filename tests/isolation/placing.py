"""Rows of the company's own for the doors that take one."""

from datetime import timedelta
from uuid import uuid4

from django.utils import timezone

from escalation.models import EscalationRule
from helpdesk.agents.models import Agent
from helpdesk.composing import holding
from helpdesk.composing.holding import When
from helpdesk.composing.saying import Letter
from helpdesk.conversations import lifecycle, messaging
from helpdesk.conversations.models import Contact
from helpdesk.handoff.handing_over import talk_to_person
from tests.isolation.claiming import Door
from tests.isolation.rows import TWIN
from tests.isolation.world import Side


def place_for(door: Door, side: Side) -> str:
    """The door's address with a row of the company's own."""
    if "{id}" not in door.path:
        return door.path
    known = {"articles": side.article, "macros": "twin-macro", "views": "twin-savedview"}
    kind = next((kind for kind in known if f"/{kind}/" in door.path), "")
    with side.company.bound():
        return door.path.replace("{id}", known[kind] if kind else _made_for(door))


def _made_for(door: Door) -> str:
    """The id of a rule that there is, or of a row that is new."""
    if "/rules/" in door.path:
        return f"rule_{_usual_rule()}"
    conversation = lifecycle.start(Contact.objects.get(pk=TWIN))
    if "/held-replies/" in door.path:
        return _held(conversation.pk)
    for body in ("One.", "Two.") if "/split/" in door.path else ():
        messaging.post_message(conversation.pk, sender="contact", body=body)
    if door.content.get("action") == "reach_me":  # for who waits
        talk_to_person(conversation.pk)
    return str(conversation.public_id)


def _held(conversation_id: int) -> str:
    agent = Agent.objects.get(name="Abel Twin")
    tomorrow = When(timezone.now() + timedelta(days=1))
    held = holding.hold(conversation_id, agent, Letter("Mine", uuid4()), tomorrow)
    assert held is not None
    return str(held.public_id)


def _usual_rule() -> int:
    """One that a workspace begins with."""
    rules = EscalationRule.objects.filter(trigger="asks_for_person").order_by("pk")
    return rules.values_list("pk", flat=True)[0]
