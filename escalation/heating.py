"""An upset or pressed customer makes the rules more ready to hand over, by a stated amount.

Confidence must be higher, everything else needs less. The rules about mood and pressure
themselves do not give way: they are what is measured here.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

from escalation import reasons
from escalation.facts.values import Facts
from escalation.rules import LIMITS, Heat, RuleSpec, Trigger

# In which direction a threshold gives way; what is missing here stays as it is.
_GIVES: Final[Mapping[Trigger, int]] = {
    Trigger.LOW_CONFIDENCE: 1,
    Trigger.ASKS_FOR_PERSON: -1,
    Trigger.REPHRASED_QUESTION: -1,
    Trigger.REPEATED_ANSWER: -1,
    Trigger.REPEATED_QUESTION: -1,
    Trigger.COMPLEXITY: -1,
    Trigger.ACCOUNT_CHANGE: -1,
    Trigger.BUG_SUSPICION: -1,
    Trigger.BUYING_INTENT: -1,
    Trigger.FAILED_ATTEMPTS: -1,
}
# By whether the customer is upset, and pressed for time.
_BECAUSE: Final = {
    (True, True): reasons.IS_BOTH,
    (True, False): reasons.IS_UPSET,
    (False, True): reasons.IS_PRESSED,
    (False, False): "",
}


@dataclass(frozen=True, slots=True)
class Warmth:
    """Why thresholds give way now, and by how much: points, and failed answers."""

    because: str = ""
    points: float = 0.0
    attempts: int = 0


def warmth(facts: Facts, heat: Heat) -> Warmth:
    """What mood and urgency come to; nothing when the customer is calm."""
    is_upset = facts.sentiment.score <= heat.from_mood
    is_pressed = facts.signal("urgency").score >= heat.from_urgency
    because = _BECAUSE[is_upset, is_pressed]
    if not because:
        return Warmth()
    points = heat.by_mood * is_upset + heat.by_urgency * is_pressed
    return Warmth(because, points, heat.fewer_attempts)


def heated(rule: RuleSpec, warm: Warmth) -> RuleSpec:
    """The rule with the threshold that counts now, within what its trigger allows."""
    direction, limits = _GIVES.get(rule.trigger), LIMITS.get(rule.trigger)
    if direction is None or limits is None or not warm.because:
        return rule
    amount = warm.attempts if limits.whole else warm.points
    limit = round(rule.limit + direction * amount, 4)
    # A threshold that the tenant set beyond these bounds is not pulled back by them.
    low, high = min(limits.low, rule.limit), max(limits.high, rule.limit)
    return replace(rule, threshold=min(max(limit, low), high))
