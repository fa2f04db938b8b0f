"""Walks a past conversation under a policy: at which message which rule would fire.

Facts and decisions come from the functions that a live turn asks. A hand-off ends what a policy
can be asked about: what the customer wrote afterwards was written to a person, and what the
assistant would have answered instead nobody knows.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Final

from escalation.backtesting.past import Kind, PastConversation, PastTurn
from escalation.deciding import (
    GUARANTEE,
    Decision,
    Facts,
    Signal,
    TopicFound,
    decide,
    holds,
)
from escalation.facts.topics import clear, topics_heard
from escalation.policy.values import PolicySpec
from escalation.rules import TOPIC_LIMITS, Moment, TopicSpec
from escalation.triggers import is_true

Heard = tuple[TopicFound, ...]
# What ``with_draft`` adds, as it is before.
_BEFORE_A_DRAFT: Final[Mapping[str, Any]] = {
    "repeated_answer": Signal(),
    "repeated_question": Signal(),
    "promised_person": Signal(),
    "asks_back": False,
    "confidence": None,
    "grounded": None,
    "has_answer": None,
    "model_available": True,
}
# How the guarantee is named where rules are counted.
GUARANTEED: Final = GUARANTEE[0].name


@dataclass(frozen=True, slots=True)
class Firing:
    """Where a policy hands over: the turn's number from 0, and the place of its message."""

    turn: int
    place: int
    rule: str
    trigger: str
    reason: str
    evidence: tuple[str, ...]
    at: datetime | None


@dataclass(frozen=True, slots=True)
class Look:
    """One moment of one turn, with all facts that the policy has then.

    ``heard`` are the policy's topics as soon as anything of them is heard, clear enough or not.
    """

    turn: int
    moment: Moment
    facts: Facts
    heard: Heard = ()


@dataclass(slots=True)
class Walk:
    """A conversation under a policy. ``held``: where each rule first held, fired or not."""

    firing: Firing | None = None
    held: dict[str, int] = field(default_factory=dict)
    looks: list[Look] = field(default_factory=list)


class Kept:
    """What was heard in a text, from facts that were kept of it."""

    def __init__(self, signals: Mapping[str, Signal]) -> None:
        self._signals = signals

    @property
    def names(self) -> Sequence[str]:
        return tuple(self._signals)

    def score(self, name: str) -> float:
        return self._signals[name].score

    def words(self, name: str) -> tuple[str, ...]:
        return self._signals[name].words


class Replayer:
    """Replays conversations under several policies; what they share is looked for once."""

    def __init__(self, *specs: PolicySpec) -> None:
        self._specs = specs
        wanted = dict.fromkeys(_eager(topic) for spec in specs for topic in spec.topics)
        self._wanted: list[TopicSpec] = list(wanted)
        # Of one name there may be two word lists, and what is found is known by its name alone.
        self._groups = _without_namesakes(self._wanted)

    def replay(self, past: PastConversation) -> list[Walk]:
        """One walk for each policy. Raises ``ValueError`` for a conversation that is not read."""
        walks = [Walk() for _ in self._specs]
        for number, turn in enumerate(past.turns):
            facts = _known(turn)
            found = self._topics(turn, facts)
            for spec, walk in zip(self._specs, walks, strict=True):
                heard = tuple(_of(spec.topics, found))
                for look in _looks(number, turn, facts, heard, spec):
                    _take(walk, spec, look, turn)
        return walks

    def _topics(self, turn: PastTurn, facts: Facts) -> dict[TopicSpec, TopicFound]:
        if turn.kind is not Kind.WROTE:
            return {}
        kept = Kept(facts.signals)
        found: dict[TopicSpec, TopicFound] = {}
        for group in self._groups:
            named = {one.name: one for one in topics_heard(turn.question, group, kept)}
            found |= {topic: named[topic.name] for topic in group if topic.name in named}
        return found


def without_draft(facts: Facts) -> Facts:
    """The facts as they were before anything was drafted."""
    return replace(facts, **_BEFORE_A_DRAFT)


def _looks(
    number: int, turn: PastTurn, facts: Facts, heard: Heard, spec: PolicySpec
) -> Iterator[Look]:
    """The moments at which the rules are looked at in this turn, with what is known then."""
    limits, points = {topic.name: topic for topic in spec.topics}, spec.give(facts)
    touched = (clear(one, limits[one.name], points) for one in heard)
    seen = replace(facts, topics=tuple(filter(None, touched)))
    if turn.kind is Kind.WAITED:
        yield Look(number, Moment.DEADLINE_MISSED, seen, heard)
        return
    yield Look(number, Moment.MESSAGE_RECEIVED, without_draft(seen), heard)
    if turn.answer is not None:
        yield Look(number, Moment.ANSWER_DRAFTED, seen, heard)


def _take(walk: Walk, spec: PolicySpec, look: Look, turn: PastTurn) -> None:
    walk.looks.append(look)
    for name in _holding(spec, look):
        walk.held.setdefault(name, look.turn)
    if walk.firing is None and (decision := decide(look.facts, spec.rules, look.moment, spec.heat)):
        walk.firing = _firing(look.turn, turn, decision)


def _holding(spec: PolicySpec, look: Look) -> Iterator[str]:
    for rule in spec.rules:
        if rule.moment is look.moment and holds(rule, look.facts, spec.heat):
            yield rule.name
    if any(is_true(rule, look.facts) for rule in GUARANTEE):
        yield GUARANTEED


def _firing(number: int, turn: PastTurn, decision: Decision) -> Firing:
    return Firing(
        turn=number,
        place=turn.place,
        rule=decision.rule_name,
        trigger=decision.trigger,
        reason=decision.reason,
        evidence=decision.evidence,
        at=turn.at,
    )


def _known(turn: PastTurn) -> Facts:
    if turn.facts is None:
        raise ValueError("Read a conversation before it is replayed.")
    return turn.facts


def _eager(topic: TopicSpec) -> TopicSpec:
    """The topic as soon as anything is heard: how clear it must be is asked later."""
    return replace(topic, label=topic.name, threshold=TOPIC_LIMITS.low)


def _of(topics: Sequence[TopicSpec], found: Mapping[TopicSpec, TopicFound]) -> Iterator[TopicFound]:
    for topic in topics:
        if heard := found.get(_eager(topic)):
            yield replace(heard, label=topic.label)


def _without_namesakes(topics: Sequence[TopicSpec]) -> list[list[TopicSpec]]:
    groups: list[dict[str, TopicSpec]] = []
    for topic in topics:
        room = next((group for group in groups if topic.name not in group), None)
        if room is None:
            groups.append(room := {})
        room[topic.name] = topic
    return [list(group.values()) for group in groups]
