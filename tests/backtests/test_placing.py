"""Rules with conditions are replayed where it is known who wrote, from where, and when."""

from collections.abc import Callable

import pytest

from escalation.models import Team
from helpdesk.assistant.models import Turn
from helpdesk.conversations.models import Contact, Conversation
from helpdesk.routing.models import BusinessHours, TeamQueue
from tests.assistant.conftest import Chat, help_centre
from tests.backtests.test_working import EXPORT, add_rule, chat, replay, sums_of
from tests.cast import Company

__all__ = ["chat", "help_centre"]


@pytest.mark.parametrize(
    ("line", "fires"),
    [
        ("language is de", True),
        ("language is fr", False),
        ("contact is identified", True),
        ("contact is not identified", False),
        ("plan is pro", True),
        ("plan is free", False),
        ("page contains /pricing", True),
        ("page contains /help", False),
        ("office is closed", True),
        ("office is open", False),
    ],
)
def test_a_rule_with_conditions_fires_in_own_conversations_where_they_were_met(
    acme: Company, chat: Callable[..., Chat], cleo: Contact, line: str, fires: bool
) -> None:
    """No rule had any on the day, so the turn kept nothing of it."""
    page = {"url": "https://acme.example/pricing"}
    with acme.bound():
        never = BusinessHours.objects.create(name="Never", week="Mon 0:00-0:01")
        TeamQueue.objects.create(team=Team.objects.get(is_default=True), business_hours=never)
        Contact.objects.filter(pk=cleo.pk).update(external_id="c-1", attributes={"plan": "Pro"})
    asked = chat(EXPORT)
    with acme.bound():
        Conversation.objects.filter(pk=asked.id).update(locale="de-AT", page=page)
    add_rule(acme, "export my data", line)

    assert sums_of(replay(acme)).changes["only_new"] == fires


def test_what_was_known_on_the_day_counts_before_what_is_known_now(
    acme: Company, chat: Callable[..., Chat]
) -> None:
    asked = chat(EXPORT)
    add_rule(acme, "export my data", "language is de")
    with acme.bound():
        Conversation.objects.filter(pk=asked.id).update(locale="de")
        turn = Turn.objects.get()
        turn.facts["about"] |= {"language": "fr", "is_identified": False}
        turn.save()
    assert sums_of(replay(acme)).changes["only_new"] == 0
