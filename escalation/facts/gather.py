"""Turns a message and what went before it into facts, in a few milliseconds and without a model."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from escalation.deciding import Exchange, Facts
from escalation.facts.asking import asks_for_person
from escalation.facts.repetition import failures, repeated, rephrased
from escalation.facts.sentiment import sentiment
from escalation.facts.topics import TopicSpec, topics_in

if TYPE_CHECKING:
    from collections.abc import Sequence


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
    """The facts of a message just received; history is this assisted stretch, oldest first."""
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
