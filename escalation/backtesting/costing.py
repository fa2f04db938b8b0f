"""What each threshold would have cost, and which one to take.

A hand-over costs a ticket. A conversation that needed a person and got none costs what is lost
with it. Both are the tenant's own numbers, in any unit. Conversations of which nobody can say
whether a person was needed count for neither side.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from math import sqrt
from typing import Final

from escalation.backtesting.past import PastConversation
from escalation.backtesting.replaying import Look, Walk
from escalation.deciding import holds
from escalation.facts.topics import clear
from escalation.heating import warmth
from escalation.policy.values import PolicySpec
from escalation.rules import LIMITS, TOPIC_LIMITS, Heat, Limits, RuleSpec, TopicSpec, Trigger

STEPS: Final = 16
# So many conversations must be decided by the threshold, and among them so many that needed a
# person, before a suggestion is more than chance.
DECIDED_AT_LEAST: Final = 20
NEEDED_AT_LEAST: Final = 5
# Of these a larger threshold hands over more, of all others a smaller one.
_EAGER_WHEN_HIGH: Final = frozenset({Trigger.LOW_CONFIDENCE, Trigger.NEGATIVE_SENTIMENT})


@dataclass(frozen=True, slots=True)
class Costs:
    """``ticket``: a person's work on one hand-over. ``failure``: what is lost with a customer who
    needed a person and got none. ``risk``: how many times that for a risk topic."""

    ticket: float = 1.0
    failure: float = 5.0
    risk: float = 3.0

    def of_failure(self, *, is_risky: bool) -> float:
        return self.failure * (self.risk if is_risky else 1.0)


@dataclass(frozen=True, slots=True)
class Dial:
    """A threshold that may be moved: of one rule, or of a topic and the rules about it.

    ``values`` go from the most eager to the least; ``rules`` are ``rule`` at each of them.
    """

    key: str
    label: str
    current: float
    values: tuple[float, ...]
    own: frozenset[str]
    heat: Heat
    rules: tuple[RuleSpec, ...] = ()
    topics: tuple[TopicSpec, ...] = ()

    @property
    def is_risky(self) -> bool:
        return bool(self.topics)

    def eagerness(self, looks: Sequence[Look]) -> int:
        """With how many of the values, counted from the most eager, it would fire."""
        found = 0
        for look in looks:
            while found < len(self.values) and self._fires(look, found):
                found += 1
        return found

    def _fires(self, look: Look, at: int) -> bool:
        if self.topics:
            topic, points = self.topics[at], warmth(look.facts, self.heat).points
            named = [one for one in look.heard if one.name == topic.name]
            return any(clear(one, topic, points) for one in named)
        rule = self.rules[at]
        return rule.moment is look.moment and holds(rule, look.facts, self.heat)


@dataclass(slots=True)
class DialSums:
    """Conversations by how eager the threshold must be to hand them over, and by need.

    ``needed[k]``: so many that needed a person are handed over by the first ``k`` values, and by
    no other rule; ``others[k]`` the same of those that did not. ``always`` and ``always_needed``
    are handed over by another rule whatever the threshold is.
    """

    needed: list[int] = field(default_factory=lambda: [0] * (STEPS + 1))
    others: list[int] = field(default_factory=lambda: [0] * (STEPS + 1))
    always: int = 0
    always_needed: int = 0

    def add(self, dial: Dial, past: PastConversation, walk: Walk) -> None:
        """Count one conversation in, as far as anybody knows whether it needed a person."""
        needed = past.happened.needed_person
        if needed is None:
            return
        if walk.held.keys() - dial.own:
            self.always += 1
            self.always_needed += needed
            return
        column = self.needed if needed else self.others
        column[dial.eagerness(walk.looks)] += 1

    @property
    def total(self) -> int:
        return self.always + sum(self.needed) + sum(self.others)


@dataclass(frozen=True, slots=True)
class Point:
    """One threshold: its cost for each conversation, the share handed over, who is missed."""

    threshold: float
    cost: float
    handed_over: float
    missed: int


@dataclass(frozen=True, slots=True)
class Curve:
    """What each threshold costs. ``best`` costs least; ``alike`` are those within one standard
    error of it, from the lowest to the highest. ``decided``: conversations for which this
    threshold matters."""

    dial: Dial
    points: tuple[Point, ...]
    decided: int
    decided_needed: int
    best: Point
    alike: tuple[float, float]

    @property
    def is_enough(self) -> bool:
        return self.decided >= DECIDED_AT_LEAST and self.decided_needed >= NEEDED_AT_LEAST

    @property
    def suggested(self) -> float | None:
        """The threshold to take; None where there is too little to go by, or nothing to gain."""
        low, high = self.alike
        if not self.is_enough or low <= self.dial.current <= high:
            return None
        return self.best.threshold


def dials_of(spec: PolicySpec) -> list[Dial]:
    """What may be moved in this policy: its rules with a threshold, its learnt topics."""
    firsts = {rule.trigger: rule for rule in reversed(spec.rules)}
    tuned = (rule for rule in spec.rules if firsts[rule.trigger] is rule and _has_scale(rule))
    dials = [_rule_dial(rule, spec.heat) for rule in tuned]
    if any(rule.trigger is Trigger.RISK_TOPIC and not rule.topic for rule in spec.rules):
        return dials  # one rule hears all topics: none of them decides alone
    return [*dials, *filter(None, (_topic_dial(spec, topic) for topic in spec.topics))]


def curve_of(dial: Dial, sums: DialSums, costs: Costs) -> Curve | None:
    """What each threshold would have cost; None without a conversation."""
    if not sums.total:
        return None
    failure = costs.of_failure(is_risky=dial.is_risky)
    points = [_point(sums, at, dial.values[at], costs.ticket, failure) for at in range(STEPS)]
    near = sorted(
        range(STEPS), key=lambda at: (points[at].cost, abs(dial.values[at] - dial.current))
    )
    best = near[0]
    alike = [
        dial.values[at]
        for at in range(STEPS)
        if points[at].cost - points[best].cost <= _error(sums, best, at, costs.ticket, failure)
    ]
    return Curve(
        dial=dial,
        points=tuple(sorted(points, key=lambda point: point.threshold)),
        decided=sum(sums.needed[1:]) + sum(sums.others[1:]),
        decided_needed=sum(sums.needed[1:]),
        best=points[best],
        alike=(min(alike), max(alike)),
    )


def _point(sums: DialSums, at: int, threshold: float, ticket: float, failure: float) -> Point:
    handed = sums.always + sum(sums.needed[at + 1 :]) + sum(sums.others[at + 1 :])
    missed = sum(sums.needed[: at + 1])
    cost = (ticket * handed + failure * missed) / sums.total
    return Point(threshold, round(cost, 4), handed / sums.total, missed)


def _error(sums: DialSums, one: int, other: int, ticket: float, failure: float) -> float:
    """The standard error of the difference, which lies in the conversations between the two."""
    low, high = sorted((one, other))
    needed, others = sum(sums.needed[low + 1 : high + 1]), sum(sums.others[low + 1 : high + 1])
    return sqrt(needed * (failure - ticket) ** 2 + others * ticket**2) / sums.total


def _has_scale(rule: RuleSpec) -> bool:
    """Whether its threshold is a score; a count of attempts or clicks has few steps."""
    limits = LIMITS.get(rule.trigger)
    return limits is not None and not limits.whole


def _rule_dial(rule: RuleSpec, heat: Heat) -> Dial:
    limits = LIMITS[rule.trigger]
    values = _values(limits, is_eager_when_low=rule.trigger not in _EAGER_WHEN_HIGH)
    return Dial(
        key=f"rule:{rule.name}",
        label=rule.name,
        current=rule.limit,
        values=values,
        own=frozenset({rule.name}),
        heat=heat,
        rules=tuple(replace(rule, threshold=value) for value in values),
    )


def _topic_dial(spec: PolicySpec, topic: TopicSpec) -> Dial | None:
    own = frozenset(
        rule.name
        for rule in spec.rules
        if rule.trigger is Trigger.RISK_TOPIC and rule.topic == topic.name
    )
    if not topic.signal or not own:
        return None
    values = _values(TOPIC_LIMITS, is_eager_when_low=True)
    return Dial(
        key=f"topic:{topic.name}",
        label=topic.label,
        current=topic.limit,
        values=values,
        own=own,
        heat=spec.heat,
        topics=tuple(replace(topic, threshold=value) for value in values),
    )


def _values(limits: Limits, *, is_eager_when_low: bool) -> tuple[float, ...]:
    """``STEPS`` thresholds from the most eager to the least."""
    step = (limits.high - limits.low) / (STEPS - 1)
    rising = [round(limits.low + at * step, 3) for at in range(STEPS)]
    return tuple(rising if is_eager_when_low else reversed(rising))
