"""One decision from facts and rules: the first rule of the moment that holds wins."""

import pytest

from escalation.deciding import Exchange, Facts, RuleSpec, Signal, TopicFound, decide
from escalation.facts.gather import Draft, gather, with_draft
from escalation.policy.values import PolicySpec
from escalation.rules import (
    HEAT_LIMITS,
    Heat,
    Moment,
    Priority,
    TopicSpec,
    Trigger,
    problem_with_heat,
    problem_with_threshold,
)
from escalation.words import USUAL_WORDS

UPSET = RuleSpec("Upset", Trigger.NEGATIVE_SENTIMENT, "Sorry.", team_id=7, priority=Priority.HIGH)
LEGAL = RuleSpec("Legal", Trigger.RISK_TOPIC, "Careful.", topic="legal")
ANY_TOPIC = RuleSpec("Any topic", Trigger.RISK_TOPIC, "Careful.")
UNSURE = RuleSpec("Unsure", Trigger.LOW_CONFIDENCE, "", threshold=0.7)

ANGRY = Signal(-0.8, ("useless",))
COURT = TopicFound("legal", "Legal", ("my lawyer",))


def test_the_first_rule_that_holds_wins() -> None:
    facts = Facts(sentiment=ANGRY, topics=(COURT,))
    for rules, name in [([UPSET, LEGAL], "Upset"), ([LEGAL, UPSET], "Legal")]:
        decision = decide(facts, rules, Moment.MESSAGE_RECEIVED)
        assert decision is not None
        assert decision.rule_name == name


def test_a_decision_carries_team_priority_words_and_the_customers_own_words() -> None:
    decision = decide(Facts(sentiment=ANGRY), [UPSET], Moment.MESSAGE_RECEIVED)
    assert decision is not None
    assert (decision.team_id, decision.priority, decision.words) == (7, "high", "Sorry.")
    assert decision.evidence == ("useless",)
    assert decision.reason == "Mood -0.80 is at or below -0.50."


def test_a_rule_waits_for_its_moment() -> None:
    facts = Facts(confidence=0.6, grounded=True, has_answer=True)
    assert decide(facts, [UNSURE], Moment.MESSAGE_RECEIVED) is None
    assert decide(facts, [UNSURE], Moment.ANSWER_DRAFTED) is not None


def test_a_rule_without_words_says_the_usual_ones() -> None:
    decision = decide(Facts(confidence=0.1), [UNSURE], Moment.ANSWER_DRAFTED)
    assert decision is not None
    assert decision.words == USUAL_WORDS[Trigger.LOW_CONFIDENCE]
    assert decision.reason == "Confidence 0.10 is below 0.70."


@pytest.mark.parametrize(("rule", "name"), [(LEGAL, "Guarantee"), (ANY_TOPIC, "Any topic")])
def test_a_rule_about_one_topic_leaves_the_others(rule: RuleSpec, name: str) -> None:
    facts = Facts(
        topics=(TopicFound("refund", "Refund", ("refund",)),), asks_for_person=Signal(1, ("agent",))
    )
    decision = decide(facts, [rule], Moment.MESSAGE_RECEIVED)
    assert decision is not None
    assert decision.rule_name == name


def test_nothing_is_decided_when_all_is_well(
    usual_rules: list[RuleSpec], usual_topics: tuple[TopicSpec, ...]
) -> None:
    facts = gather("How do I export my invoices?", (), PolicySpec(topics=usual_topics))
    assert decide(facts, usual_rules, Moment.MESSAGE_RECEIVED) is None
    good = with_draft(facts, Draft("Press Export.", confidence=0.9, grounded=True))
    assert decide(good, usual_rules, Moment.ANSWER_DRAFTED) is None


@pytest.mark.parametrize(
    ("question", "history", "rule"),
    [
        ("Can I talk to a person?", [], "Asks for a person"),
        ("Somebody else logged in to my account", [], "Account may be at risk"),
        ("You charged me twice", [], "Disputed charge or refund"),
        ("This is useless!!! You are wasting my time, third time I ask", [], "Upset customer"),
        (
            "That did not help",
            [
                Exchange("Where is the export?", "Press Export.", "contradicted"),
                Exchange("No export button here", "Open Settings."),
            ],
            "Answers did not help",
        ),
        (
            "how can I export all my invoices",
            [Exchange("How do I export invoices?", "Press Export.")],
            "Asks the same again",
        ),
        ("I want to kill myself, let me talk to a human", [], "Somebody may be in danger"),
    ],
)
def test_the_usual_rules_hear_each_reason(
    usual_rules: list[RuleSpec],
    usual_topics: tuple[TopicSpec, ...],
    question: str,
    history: list[Exchange],
    rule: str,
) -> None:
    facts = gather(question, history, PolicySpec(topics=usual_topics))
    decision = decide(facts, usual_rules, Moment.MESSAGE_RECEIVED)
    assert decision is not None
    assert decision.rule_name == rule


@pytest.mark.parametrize(
    ("draft", "rule"),
    [
        (Draft("Perhaps.", confidence=0.2, grounded=True), "Not certain enough"),
        (Draft("Surely.", confidence=0.9, grounded=False), "Not certain enough"),
        (Draft("", model_available=False), "Assistant unavailable"),
        (Draft("Press Export in the menu.", 0.9, True), "Would repeat itself"),
    ],
)
def test_the_usual_rules_look_at_the_draft(
    usual_rules: list[RuleSpec], draft: Draft, rule: str
) -> None:
    facts = gather("And the other thing?", [Exchange("Export?", "Press Export in the menu.")])
    decision = decide(with_draft(facts, draft), usual_rules, Moment.ANSWER_DRAFTED)
    assert decision is not None
    assert decision.rule_name == rule


@pytest.mark.parametrize(
    ("trigger", "threshold", "problem"),
    [
        (Trigger.LOW_CONFIDENCE, 1.5, "Must be between 0 and 1: how sure"),
        (Trigger.NEGATIVE_SENTIMENT, 0.5, "Must be between -1 and 0"),
        (Trigger.FAILED_ATTEMPTS, 3, "after two failed answers a person takes over"),
        (Trigger.FAILED_ATTEMPTS, 1.5, "Must be a whole number"),
        (Trigger.ASKS_FOR_PERSON, 0.9, "a clear request for a person is granted"),
        (Trigger.RISK_TOPIC, 0.5, "takes no threshold"),
        (Trigger.LOW_CONFIDENCE, float("nan"), "Must be between"),
    ],
)
def test_an_impossible_threshold_is_named_with_its_reason(
    trigger: Trigger, threshold: float, problem: str
) -> None:
    assert problem in (problem_with_threshold(trigger, threshold) or "")
    assert problem_with_threshold(trigger, None) is None


@pytest.mark.parametrize(
    ("name", "amount", "problem"),
    [
        ("by_mood", 0.5, "Must be between 0 and 0.3: points by which an upset customer"),
        ("by_urgency", -0.1, "Must be between 0 and 0.3"),
        ("from_mood", 0.0, "Must be between -1 and -0.1"),
        ("fewer_attempts", 0.5, "Must be a whole number: failed answers fewer"),
        ("by_mood", float("nan"), "Must be between"),
    ],
)
def test_an_impossible_amount_of_heat_is_named_with_its_reason(
    name: str, amount: float, problem: str
) -> None:
    assert problem in (problem_with_heat(name, amount) or "")


def test_the_usual_heat_is_within_its_limits() -> None:
    usual = vars(Heat())
    assert set(usual) == set(HEAT_LIMITS)
    assert [problem_with_heat(name, amount) for name, amount in usual.items()] == [None] * 5
