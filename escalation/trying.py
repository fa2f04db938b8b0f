"""Tries a message on the rules without sending anything: what would happen, and why."""

from collections.abc import Sequence
from dataclasses import dataclass

from escalation.deciding import (
    COLD,
    GUARANTEE,
    Decision,
    Exchange,
    Facts,
    RuleSpec,
    decide,
    holds,
    reason_for,
)
from escalation.facts.gather import gather
from escalation.policy.values import PolicySpec
from escalation.rules import Heat, Moment
from escalation.sentences import condition_of


@dataclass(frozen=True, slots=True)
class Check:
    """One rule and whether it holds; ``reason`` only when it does."""

    name: str
    condition: str
    holds: bool
    reason: str
    decides: bool = False


@dataclass(frozen=True, slots=True)
class Trial:
    """What would become of the message. No ``decision``: the assistant would answer."""

    decision: Decision | None
    facts: Facts
    checks: list[Check]
    later: list[str]


def try_message(message: str, history: Sequence[Exchange], policy: PolicySpec) -> Trial:
    """Gather and decide as a turn does when the message arrives."""
    facts = gather(message, history, policy)
    decision = decide(facts, policy.rules, Moment.MESSAGE_RECEIVED, policy.heat)
    rules = [rule for rule in policy.rules if rule.moment is Moment.MESSAGE_RECEIVED]
    guarantee = [rule for rule in GUARANTEE if rule.moment is Moment.MESSAGE_RECEIVED]
    checks = [
        *(_check(rule, facts, policy, policy.heat) for rule in rules),
        *(_check(rule, facts, policy, COLD) for rule in guarantee),
    ]
    later = [rule for rule in policy.rules if rule.moment is not Moment.MESSAGE_RECEIVED]
    return Trial(decision, facts, _marked(checks), [condition_of(rule) for rule in later])


def _check(rule: RuleSpec, facts: Facts, policy: PolicySpec, heat: Heat) -> Check:
    holding = holds(rule, facts, heat)
    condition = condition_of(rule, topic=policy.label_of(rule.topic))
    return Check(rule.name, condition, holding, reason_for(rule, facts, heat) if holding else "")


def _marked(checks: list[Check]) -> list[Check]:
    """The first that holds decides; the others only would have."""
    first = next((check for check in checks if check.holds), None)
    return [
        Check(one.name, one.condition, one.holds, one.reason, decides=one is first)
        for one in checks
    ]
