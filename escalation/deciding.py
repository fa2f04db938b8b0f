"""Decides whether a person takes over: facts and rules in, at most one decision out.

Pure: reads no database, no clock, no network, so that any decision can be replayed.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from escalation import reasons
from escalation.conditions import hold
from escalation.facts.values import Exchange, Facts, Signal, TopicFound
from escalation.heating import Warmth, heated, warmth
from escalation.rules import LIMITS, Heat, Moment, Offer, Priority, RuleSpec, Trigger
from escalation.triggers import evidence_of, is_true, missed_limit, reason_of
from escalation.words import USUAL_WORDS, words_of

__all__ = ["Decision", "Exchange", "Facts", "Moment", "RuleSpec", "Signal", "TopicFound", "decide"]

USUAL_HEAT: Final = Heat()


@dataclass(frozen=True)
class Decision:
    """A person takes over: where to, how soon, what to say, and why. No team_id: default team.

    ``offers`` are the ways on which a person may come to the customer; none: every way there is.
    ``policy_version`` is the published policy under which it was made, where there is one.
    """

    trigger: Trigger
    rule_name: str
    team_id: int | None
    priority: Priority
    words: str
    reason: str
    evidence: tuple[str, ...] = field(default=())
    policy_version: int | None = None
    offers: tuple[Offer, ...] = ()


def decide(
    facts: Facts, rules: Iterable[RuleSpec], moment: Moment, heat: Heat = USUAL_HEAT
) -> Decision | None:
    """The first rule of this moment that holds, else the guarantee, else None.

    ``heat`` says how far the rules' thresholds give way to an upset or pressed customer.
    """
    for rule in rules:
        if rule.moment is moment and holds(rule, facts, heat):
            return _decision(rule, facts, heat)
    return _guaranteed(facts)


def holds(rule: RuleSpec, facts: Facts, heat: Heat = USUAL_HEAT) -> bool:
    """Whether the facts satisfy this one rule, whatever the moment."""
    return hold(rule.conditions, facts.about) and is_true(heated(rule, warmth(facts, heat)), facts)


def reason_for(rule: RuleSpec, facts: Facts, heat: Heat = USUAL_HEAT) -> str:
    """Why this rule holds, as one sentence; it says so where it holds by heat alone.

    ``Confidence 0.58 is below 0.65 (0.50, raised because the customer is upset).``
    """
    warm = warmth(facts, heat)
    counted = heated(rule, warm)
    reason = reason_of(counted, facts)
    if rule.trigger is Trigger.RISK_TOPIC:
        return _with_heat(reason, missed_limit(rule, facts), warm)
    if counted.limit == rule.limit or is_true(rule, facts):
        return reason
    moved = reasons.RAISED if counted.limit > rule.limit else reasons.LOWERED
    before = f"{rule.limit:.0f}" if LIMITS[rule.trigger].whole else f"{rule.limit:.2f}"
    return _moved(moved, reason, before, warm)


def _with_heat(reason: str, limit: float | None, warm: Warmth) -> str:
    """The reason of a topic, and that it counts by heat alone, where it does."""
    if limit is None or not warm.because:
        return reason
    return _moved(reasons.LOWERED, reason, f"{limit:.2f}", warm)


def _moved(sentence: str, reason: str, limit: str, warm: Warmth) -> str:
    told = {"reason": reason.removesuffix("."), "limit": limit, "because": warm.because}
    return sentence.format(**told)


def _guaranteed(facts: Facts) -> Decision | None:
    # No dialogue may trap a customer, so these hold whatever the tenant switched off.
    for rule in GUARANTEE:
        if is_true(rule, facts):
            return _decision(rule, facts, COLD)
    return None


def _decision(rule: RuleSpec, facts: Facts, heat: Heat) -> Decision:
    return Decision(
        trigger=rule.trigger,
        rule_name=rule.name,
        team_id=rule.team_id,
        priority=rule.priority,
        words=words_of(rule),
        reason=reason_for(rule, facts, heat),
        evidence=evidence_of(rule, facts),
        offers=rule.offers,
    )


def _always(trigger: Trigger, threshold: float | None = None) -> RuleSpec:
    return RuleSpec(
        name="Guarantee",
        trigger=trigger,
        threshold=threshold,
        priority=Priority.HIGH,
        words=USUAL_WORDS[trigger],
    )


# Nothing gives way: what a guarantee needs is the same for everyone.
COLD: Final = Heat(by_mood=0, by_urgency=0, fewer_attempts=0)

GUARANTEE: Final[tuple[RuleSpec, ...]] = (
    _always(Trigger.ASKS_FOR_PERSON),
    _always(Trigger.FAILED_ATTEMPTS),
    _always(Trigger.REPHRASED_QUESTION, threshold=LIMITS[Trigger.REPHRASED_QUESTION].high),
    _always(Trigger.PROMISED_PERSON),
    _always(Trigger.REPEATED_ANSWER),
    _always(Trigger.REPEATED_QUESTION),
    _always(Trigger.DEADLINE_MISSED),
    # At zero no confidence is too low: what remains is an answer that is missing or not backed.
    _always(Trigger.LOW_CONFIDENCE, threshold=0.0),
)
