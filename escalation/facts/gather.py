"""Turns a message and what went before it into facts, in a few milliseconds and without a model."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from escalation.deciding import Exchange, Facts
from escalation.facts.asking import asks_for_person
from escalation.facts.repetition import failures, repeated, rephrased
from escalation.facts.sentiment import sentiment
from escalation.facts.topics import topics_in
from escalation.rules import TopicSpec


@dataclass(frozen=True)
class Draft:
    """What the assistant would answer; empty text means that it found nothing to say."""

    text: str
    confidence: float | None = None
    grounded: bool | None = None
    model_available: bool = True


def gather(
    question: str, history: Sequence[Exchange] = (), topics: Sequence[TopicSpec] = ()
) -> Facts:
    """The facts of a message just received: pure, a few milliseconds, no model.

    ``question`` is what the customer just wrote (a burst joined by line breaks). ``history`` is
    the assisted stretch, oldest first: one ``Exchange`` for each answer of the assistant since
    the conversation began, was reopened or was given back, so that an old hand-off cannot cause
    a new one. ``Exchange.verdict`` is ``"confirmed"``, ``"contradicted"`` or ``""`` (silent).
    ``topics`` come from ``rulebook.topics_on()``.
    """
    failed = failures(question, history)
    return Facts(
        question=question,
        history=tuple(history),
        asks_for_person=asks_for_person(question),
        topics=topics_in(question, topics),
        sentiment=sentiment(question),
        failed_attempts=len(failed),
        failures=failed,
        rephrased=rephrased(question, history),
    )


def with_draft(facts: Facts, draft: Draft) -> Facts:
    """The same facts and what the drafted answer adds to them."""
    return replace(
        facts,
        repeated_answer=repeated(draft.text, facts.history),
        confidence=draft.confidence,
        grounded=draft.grounded,
        has_answer=bool(draft.text.strip()),
        model_available=draft.model_available,
    )
