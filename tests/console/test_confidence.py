"""The admin's page on the assistant's confidence: what it says, and when it says nothing."""

from itertools import count

import pytest
from django.test import Client

from escalation.models import Brief, EscalationRule
from escalation.policy.publishing import put_in_force
from escalation.rules import LIMITS, Trigger
from helpdesk.agents.roles import Role
from helpdesk.assistant.models import Turn
from helpdesk.conversations import lifecycle
from helpdesk.conversations.models import Contact
from tests.cast import Company
from tests.console.conftest import ByRole

PAGE = "/admin/confidence/"
_numbers = count(1)


def _turn(conversation_id: int, confidence: float, verdict: str = "") -> None:
    answered = confidence >= 0.5
    Turn.objects.create(
        conversation_id=conversation_id,
        trigger_seq=next(_numbers),
        outcome=Turn.Outcome.ANSWERED if answered else Turn.Outcome.HANDED_OFF,
        moment="answer_drafted",
        question="?",
        confidence=confidence,
        verdict=verdict,
    )


@pytest.fixture
def conversation_id(acme: Company, cleo: Contact) -> int:
    with acme.bound():
        return lifecycle.start(cleo).pk


def test_says_that_nothing_was_judged_and_draws_no_plot(owner: Client) -> None:
    page = owner.get(PAGE).content.decode()
    assert "No customer has said yet" in page
    assert "hr-plot" not in page


def test_plots_nothing_from_a_handful_of_opinions(
    acme: Company, owner: Client, conversation_id: int
) -> None:
    with acme.bound():
        for _ in range(3):
            _turn(conversation_id, 0.9, "confirmed")
    page = owner.get(PAGE).content.decode()
    assert "3 answers of the last 90 days were judged" in page
    assert "hr-plot" not in page


def test_says_what_a_threshold_costs_and_how_far_confidence_is_from_the_truth(
    acme: Company, owner: Client, conversation_id: int
) -> None:
    with acme.bound():
        for number in range(10):
            _turn(conversation_id, 0.9, "confirmed")
            _turn(conversation_id, 0.6, "confirmed" if number < 2 else "contradicted")
            _turn(conversation_id, 0.2)
    answer = owner.get(PAGE)
    trust = answer.context["trust"]
    costs = {cost.threshold: cost for cost in trust.costs}

    assert (trust.drafted, trust.judged) == (30, 20)
    assert costs[0.5].answered == pytest.approx(2 / 3)
    assert trust.now.wrong == pytest.approx(0.4)
    assert costs[0.6].wrong == pytest.approx(0.4)
    assert costs[0.7].wrong == 0.0
    assert costs[0.95].wrong is None
    assert costs[0.5].wrong is None  # nothing was said at so little confidence
    assert trust.error == pytest.approx(0.25)  # 0.1 at 0.9 and 0.4 at 0.6, half of each
    page = answer.content.decode()
    assert page.count("hr-plot-dot") == 2
    assert "<polyline" in page


def test_another_companys_turns_count_for_nothing(
    acme: Company, globex: Company, owner: Client
) -> None:
    with globex.bound():
        theirs = lifecycle.start(globex.contact("Dov")).pk
        for _ in range(25):
            _turn(theirs, 0.9, "confirmed")
    assert owner.get(PAGE).context["trust"].drafted == 0


def test_the_threshold_in_force_is_the_strictest_of_what_is_set(
    acme: Company, owner: Client
) -> None:
    def limit() -> float:
        return float(owner.get(PAGE).context["trust"].limit)

    assert limit() == LIMITS[Trigger.LOW_CONFIDENCE].start
    with acme.bound():
        EscalationRule.objects.filter(trigger=Trigger.LOW_CONFIDENCE).update(threshold=0.8)
    assert limit() == LIMITS[Trigger.LOW_CONFIDENCE].start, "a draft is not in force"
    with acme.bound():
        put_in_force("Surer")
    assert limit() == 0.8
    with acme.bound():
        EscalationRule.objects.filter(trigger=Trigger.LOW_CONFIDENCE).update(is_on=False)
        Brief.objects.update(min_confidence=0.35)
        put_in_force("Without the rule")
    assert limit() == 0.35


def test_who_may_not_see_the_assistants_settings_sees_no_confidence(by_role: ByRole) -> None:
    assert by_role(Role.EDITOR).get(PAGE).status_code in {302, 403}
