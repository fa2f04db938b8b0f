"""Decides whether a person takes over: facts and rules in, at most one decision out.

Pure: reads no database, no clock, no network, so that any decision can be replayed.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from escalation.rules import LIMITS, Moment, Priority, RuleSpec, Trigger
from escalation.words import USUAL_WORDS

__all__ = ["Decision", "Exchange", "Facts", "Moment", "RuleSpec", "Signal", "TopicFound", "decide"]


@dataclass(frozen=True)
class Signal:
    """One fact as a number, with the words of the customer that made it."""

    score: float = 0.0
    words: tuple[str, ...] = ()


@dataclass(frozen=True)
class TopicFound:
    """A risk topic that a message touches, how clearly (0–1), and the words that made it."""

    name: str
    label: str
    words: tuple[str, ...]
    score: float = 1.0


@dataclass(frozen=True)
class Exchange:
    """One question and what the assistant answered; verdict as the customer gave it, or ""."""

    question: str
    answer: str
    verdict: str = ""


@dataclass(frozen=True)
class Facts:
    """All that a rule may look at. None means: not known at this moment.

    ``signals`` has what was learnt to be heard beside, by name: docs/signals.md lists them.
    ``course`` is the mood of the questions before this one and of this one.
    """

    question: str = ""
    history: tuple[Exchange, ...] = ()
    asks_for_person: Signal = Signal()
    topics: tuple[TopicFound, ...] = ()
    sentiment: Signal = Signal()
    course: tuple[float, ...] = ()
    signals: Mapping[str, Signal] = field(default_factory=dict)
    failed_attempts: int = 0
    failures: tuple[str, ...] = ()
    rephrased: Signal = Signal()
    repeated_answer: Signal = Signal()
    confidence: float | None = None
    grounded: bool | None = None
    has_answer: bool | None = None
    model_available: bool = True
    deadline_missed: bool = False


@dataclass(frozen=True)
class Decision:
    """A person takes over: where to, how soon, what to say, and why. No team_id: default team."""

    trigger: Trigger
    rule_name: str
    team_id: int | None
    priority: Priority
    words: str
    reason: str
    evidence: tuple[str, ...] = field(default=())


def decide(facts: Facts, rules: Iterable[RuleSpec], moment: Moment) -> Decision | None:
    """The first rule of this moment that holds, else the guarantee, else None."""
    for rule in rules:
        if rule.moment is moment and holds(rule, facts):
            return _decision(rule, facts)
    return _guaranteed(facts)


def holds(rule: RuleSpec, facts: Facts) -> bool:
    """Whether the facts satisfy this one rule, whatever the moment."""
    return _TESTS[rule.trigger](rule, facts)


def reason_for(rule: RuleSpec, facts: Facts) -> str:
    """Why this rule holds, as one sentence for agents and admins."""
    return _REASONS[rule.trigger](rule, facts)


def _guaranteed(facts: Facts) -> Decision | None:
    # No dialogue may trap a customer, so these hold whatever the tenant switched off.
    for rule in GUARANTEE:
        if holds(rule, facts):
            return _decision(rule, facts)
    return None


def _decision(rule: RuleSpec, facts: Facts) -> Decision:
    return Decision(
        trigger=rule.trigger,
        rule_name=rule.name,
        team_id=rule.team_id,
        priority=rule.priority,
        words=rule.words.strip() or USUAL_WORDS[rule.trigger],
        reason=reason_for(rule, facts),
        evidence=_evidence(rule, facts),
    )


def _touched(rule: RuleSpec, facts: Facts) -> Sequence[TopicFound]:
    return [topic for topic in facts.topics if rule.topic in {"", topic.name}]


def _unsure(rule: RuleSpec, facts: Facts) -> bool:
    too_low = facts.confidence is not None and facts.confidence < rule.limit
    return too_low or facts.grounded is False or facts.has_answer is False


def _why_unsure(rule: RuleSpec, facts: Facts) -> str:
    if facts.has_answer is False:
        return "No approved content answers the question."
    if facts.grounded is False:
        return "The drafted answer is not backed by approved content."
    return f"Confidence {facts.confidence or 0:.2f} is below {rule.limit:.2f}."


def _why_upset(rule: RuleSpec, facts: Facts) -> str:
    return f"Mood {facts.sentiment.score:+.2f} is at or below {rule.limit:+.2f}."


def _about(rule: RuleSpec, facts: Facts) -> str:
    labels = ", ".join(topic.label for topic in _touched(rule, facts))
    return f"The message touches: {labels}."


def _evidence(rule: RuleSpec, facts: Facts) -> tuple[str, ...]:
    if rule.trigger is Trigger.RISK_TOPIC:
        return tuple(word for topic in _touched(rule, facts) for word in topic.words)
    if rule.trigger is Trigger.FAILED_ATTEMPTS:
        return facts.failures
    signals = {
        Trigger.ASKS_FOR_PERSON: facts.asks_for_person,
        Trigger.NEGATIVE_SENTIMENT: facts.sentiment,
        Trigger.REPHRASED_QUESTION: facts.rephrased,
        Trigger.REPEATED_ANSWER: facts.repeated_answer,
    }
    return signals.get(rule.trigger, Signal()).words


_TESTS: Final[Mapping[Trigger, Callable[[RuleSpec, Facts], bool]]] = {
    Trigger.ASKS_FOR_PERSON: lambda rule, facts: 0 < facts.asks_for_person.score >= rule.limit,
    Trigger.RISK_TOPIC: lambda rule, facts: bool(_touched(rule, facts)),
    Trigger.NEGATIVE_SENTIMENT: lambda rule, facts: 0 > facts.sentiment.score <= rule.limit,
    Trigger.FAILED_ATTEMPTS: lambda rule, facts: facts.failed_attempts >= rule.limit,
    Trigger.REPHRASED_QUESTION: lambda rule, facts: 0 < facts.rephrased.score >= rule.limit,
    Trigger.LOW_CONFIDENCE: _unsure,
    Trigger.REPEATED_ANSWER: lambda rule, facts: facts.repeated_answer.score >= rule.limit,
    Trigger.MODEL_UNAVAILABLE: lambda _, facts: not facts.model_available,
    Trigger.DEADLINE_MISSED: lambda _, facts: facts.deadline_missed,
}

_REASONS: Final[Mapping[Trigger, Callable[[RuleSpec, Facts], str]]] = {
    Trigger.ASKS_FOR_PERSON: lambda *_: "The customer asked for a person.",
    Trigger.RISK_TOPIC: _about,
    Trigger.NEGATIVE_SENTIMENT: _why_upset,
    Trigger.FAILED_ATTEMPTS: lambda _, facts: f"{facts.failed_attempts} answers did not help.",
    Trigger.REPHRASED_QUESTION: lambda *_: "The customer asked the same thing again.",
    Trigger.LOW_CONFIDENCE: _why_unsure,
    Trigger.REPEATED_ANSWER: lambda *_: "The drafted answer repeats an earlier one.",
    Trigger.MODEL_UNAVAILABLE: lambda *_: "The model did not answer.",
    Trigger.DEADLINE_MISSED: lambda *_: "The customer had no answer in time.",
}


def _always(trigger: Trigger, threshold: float | None = None) -> RuleSpec:
    return RuleSpec(
        name="Guarantee",
        trigger=trigger,
        threshold=threshold,
        priority=Priority.HIGH,
        words=USUAL_WORDS[trigger],
    )


GUARANTEE: Final[tuple[RuleSpec, ...]] = (
    _always(Trigger.ASKS_FOR_PERSON),
    _always(Trigger.FAILED_ATTEMPTS),
    _always(Trigger.REPHRASED_QUESTION, threshold=LIMITS[Trigger.REPHRASED_QUESTION].high),
    _always(Trigger.REPEATED_ANSWER),
    _always(Trigger.DEADLINE_MISSED),
    # At zero no confidence is too low: what remains is an answer that is missing or not backed.
    _always(Trigger.LOW_CONFIDENCE, threshold=0.0),
)
