"""A turn knows who writes, from where, and whether somebody is there, where a rule asks for it."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from escalation.conditions import as_json, from_lines
from escalation.models import EscalationRule, Team
from escalation.policy.publishing import publish
from helpdesk.assistant.recording import replay
from helpdesk.conversations.circumstances import circumstances_of
from helpdesk.conversations.models import Contact, Conversation
from helpdesk.handoff.handing_over import talk_to_person
from helpdesk.routing.models import BusinessHours, TeamQueue
from tests.assistant.conftest import Chat
from tests.policies import replayed


@pytest.fixture
def closed_rule(chat: Chat) -> Chat:
    """A rule for customers on a plan who ask while nobody is there, as all the time."""
    with chat.company.bound():
        EscalationRule.objects.create(
            name="Closed",
            position=1,
            trigger="asks_for_person",
            words="Nobody is here now, a person will reply tomorrow.",
            conditions=as_json(from_lines("office is closed\nplan is pro\npage contains /help")),
            offers=["callback"],
        )
        never = BusinessHours.objects.create(name="Never", week="Mon 0:00-0:01")
        TeamQueue.objects.create(team=Team.objects.get(is_default=True), business_hours=never)
        Contact.objects.filter(conversations=chat.id).update(attributes={"plan": "Pro", "a": []})
        Conversation.objects.filter(pk=chat.id).update(page={"url": "https://acme.example/help"})
        replayed()
        publish("closed", None)
    return chat


def test_a_rule_holds_where_its_conditions_are_met_and_replays(closed_rule: Chat) -> None:
    closed_rule.say("Can I talk to a person?")
    assert closed_rule.handoff.rule_name == "Closed"
    turn = closed_rule.turns[-1]
    assert turn.facts["about"]["is_open"] is False
    replayed = replay(turn)
    assert replayed is not None
    assert (replayed.rule_name, list(replayed.offers)) == ("Closed", ["callback"])
    assert replayed.words.endswith("If you would rather be called back, write your number here.")


def test_the_button_knows_it_too(closed_rule: Chat) -> None:
    closed_rule.do(talk_to_person)
    assert closed_rule.handoff.rule_name == "Closed"


def test_where_one_condition_is_not_met_the_next_rule_has_its_turn(closed_rule: Chat) -> None:
    with closed_rule.company.bound():
        Contact.objects.filter(conversations=closed_rule.id).update(attributes={"plan": "Free"})
    closed_rule.say("Can I talk to a person?")
    assert closed_rule.handoff.rule_name == "Asks for a person"


def test_nothing_is_looked_up_where_no_rule_has_a_condition(chat: Chat) -> None:
    with chat.company.bound(), CaptureQueriesContext(connection) as queries:
        assert circumstances_of(chat.id, ()).is_open is None
    assert len(queries) == 0
