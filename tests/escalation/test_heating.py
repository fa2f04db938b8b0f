"""An upset or pressed customer moves the thresholds of other rules, and the reason says so."""

import pytest

from escalation.deciding import Exchange, Facts, RuleSpec, Signal, decide, holds
from escalation.facts.gather import Draft, gather, with_draft
from escalation.policy.values import PolicySpec
from escalation.rules import Heat, Moment, TopicSpec, Trigger

UNSURE = RuleSpec("Unsure", Trigger.LOW_CONFIDENCE, "")
AGAIN = RuleSpec("Again", Trigger.REPHRASED_QUESTION, "")
FAILED = RuleSpec("Failed", Trigger.FAILED_ATTEMPTS, "")
COLD = Heat(by_mood=0, by_urgency=0, fewer_attempts=0)

UPSET = Signal(-0.4, ("awful",))
PRESSED = {"urgency": Signal(0.9, ("urgent",))}


def reason(facts: Facts, rule: RuleSpec, heat: Heat) -> str | None:
    decision = decide(facts, [rule], rule.moment, heat)
    return decision.reason if decision else None


def test_an_upset_customer_is_answered_only_when_it_is_surer() -> None:
    facts = Facts(confidence=0.58, grounded=True, has_answer=True)
    assert reason(facts, UNSURE, Heat()) is None
    upset = Facts(confidence=0.58, grounded=True, has_answer=True, sentiment=UPSET)
    assert reason(upset, UNSURE, Heat()) == (
        "Confidence 0.58 is below 0.65 (0.50, raised because the customer is upset)."
    )
    assert reason(upset, UNSURE, COLD) is None


@pytest.mark.parametrize(
    ("facts", "rule", "said"),
    [
        (
            Facts(rephrased=Signal(0.5, ("Export?",)), sentiment=UPSET),
            AGAIN,
            "The customer asked the same thing again (0.60, lowered because the customer is upset)",
        ),
        (
            Facts(rephrased=Signal(0.36, ("Export?",)), sentiment=UPSET, signals=PRESSED),
            AGAIN,
            "(0.60, lowered because the customer is upset and is pressed for time)",
        ),
        (
            Facts(failed_attempts=1, failures=("“useless”",), signals=PRESSED),
            FAILED,
            "An answer did not help (2, lowered because the customer is pressed for time)",
        ),
    ],
)
def test_what_else_gives_way_is_said_with_the_usual_threshold(
    facts: Facts, rule: RuleSpec, said: str
) -> None:
    assert said in (reason(facts, rule, Heat()) or "")
    assert reason(facts, rule, COLD) is None


def test_what_holds_anyway_says_nothing_of_heat() -> None:
    facts = Facts(confidence=0.1, sentiment=UPSET)
    assert reason(facts, UNSURE, Heat()) == "Confidence 0.10 is below 0.65."
    assert reason(facts, UNSURE, COLD) == "Confidence 0.10 is below 0.50."


def test_a_threshold_gives_way_within_what_its_trigger_allows() -> None:
    hot = Heat(by_mood=0.3, by_urgency=0.3)
    sure = RuleSpec("Sure", Trigger.LOW_CONFIDENCE, "", threshold=0.9)
    furious = Facts(confidence=1.0, has_answer=True, sentiment=UPSET, signals=PRESSED)
    assert not holds(sure, furious, hot)
    calm_words = Facts(rephrased=Signal(0.29), sentiment=UPSET, signals=PRESSED)
    assert not holds(AGAIN, calm_words, hot)
    assert not holds(FAILED, Facts(sentiment=UPSET, signals=PRESSED), hot)


@pytest.mark.parametrize("trigger", [Trigger.NEGATIVE_SENTIMENT, Trigger.URGENCY])
def test_heat_does_not_feed_itself(trigger: Trigger) -> None:
    rule = RuleSpec("Self", trigger, "")
    warm = Facts(sentiment=Signal(-0.45), signals={"urgency": Signal(0.85)})
    assert not holds(rule, warm, Heat(by_mood=0.3, by_urgency=0.3))


def test_heat_is_felt_in_a_real_message() -> None:
    before = [Exchange("How do I export invoices?", "Open Reports and press Export.")]
    facts = gather("This is so frustrating, where is the list of payments", before)
    drafted = with_draft(facts, Draft("Open Payments.", confidence=0.6, grounded=True))
    decision = decide(drafted, [UNSURE], Moment.ANSWER_DRAFTED)
    assert decision is not None
    assert "raised because the customer is upset" in decision.reason
    assert decide(drafted, [UNSURE], Moment.ANSWER_DRAFTED, COLD) is None


def test_an_upset_customer_needs_not_be_so_clear_about_a_risk_topic() -> None:
    charge = TopicSpec("charge", "Disputed charge", "", signal="billing_dispute")
    rule = RuleSpec("Charge", Trigger.RISK_TOPIC, "", topic="charge")
    said = "I am furious with you. There is something odd on my statement"

    warm = gather(said, (), PolicySpec(topics=(charge,)))
    assert [(one.name, one.missed) for one in warm.topics] == [("charge", 0.5)]
    assert reason(warm, rule, Heat()) == (
        "The message touches: Disputed charge (0.50, lowered because the customer is upset)."
    )
    assert not gather(said, (), PolicySpec(topics=(charge,), heat=COLD)).topics


def test_what_is_clear_about_a_topic_says_nothing_of_heat() -> None:
    charge = TopicSpec("charge", "Disputed charge", "statement", signal="billing_dispute")
    rule = RuleSpec("Charge", Trigger.RISK_TOPIC, "", topic="charge")
    worded = gather("I am furious. It is on my statement", (), PolicySpec(topics=(charge,)))
    assert reason(worded, rule, Heat()) == "The message touches: Disputed charge."
