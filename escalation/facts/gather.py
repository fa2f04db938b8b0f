"""Turns a message and what went before it into facts, in a few milliseconds.

The model behind it runs on this machine. Inside a transaction say ``sense=KNOWN``:
then none is asked.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from escalation.deciding import Exchange, Facts, Signal
from escalation.facts.asking import asks_for_person
from escalation.facts.loudness import shouting, urgency
from escalation.facts.repetition import asked_again, failures, repeated, rephrased
from escalation.facts.satisfaction import dissatisfied
from escalation.facts.sentiment import sentiment, upset
from escalation.facts.topics import topics_heard
from escalation.rules import TopicSpec
from escalation.signals.learnt import USUAL, Heard
from escalation.signals.meaning import Meaning, Sense, meaning_of, remembered

# Heard beside what has a place of its own in Facts.
_BESIDE = ("refund", "cancellation", "billing_dispute", "security", "bug_report", "buying_intent")


# Every text is read by its meaning; only those that this process read already; none.
IN_FULL = Sense(meaning_of)
KNOWN = Sense(remembered)
# How many moods before this one make the course.
MOODS = 10


@dataclass(frozen=True)
class Draft:
    """What the assistant would answer; empty text means that it found nothing to say."""

    text: str
    confidence: float | None = None
    grounded: bool | None = None
    model_available: bool = True


def gather(
    question: str,
    history: Sequence[Exchange] = (),
    topics: Sequence[TopicSpec] = (),
    *,
    sense: Sense = IN_FULL,
) -> Facts:
    """The facts of a message just received, in a few milliseconds.

    ``question`` is what the customer just wrote (a burst joined by line breaks). ``history`` is
    the assisted stretch, oldest first: one ``Exchange`` for each answer since the conversation
    began or was given back, so that an old hand-off cannot cause a new one; its verdict is
    ``"confirmed"``, ``"contradicted"`` or nothing. ``topics`` come from ``rulebook.topics_on()``.
    """
    heard = Heard(question, sense.meaning(question))
    mood = sentiment(question, heard)
    failed = failures(question, history, sense)
    return Facts(
        question=question,
        history=tuple(history),
        asks_for_person=asks_for_person(question, heard),
        topics=topics_heard(question, topics, heard),
        sentiment=mood,
        course=(*course_of([past.question for past in history], sense.meaning), mood.score),
        signals=_signals(question, heard)
        | {"dissatisfied": dissatisfied(question, history, mood.score)},
        failed_attempts=len(failed),
        failures=failed,
        rephrased=rephrased(question, history, sense),
    )


def course_of(texts: Sequence[str], meaning: Meaning) -> tuple[float, ...]:
    """The mood of the last few of these texts, oldest first."""
    latest = texts[-MOODS:]
    return tuple(sentiment(text, Heard(text, meaning(text))).score for text in latest)


def _signals(question: str, heard: Heard) -> dict[str, Signal]:
    learnt = {name: Signal(round(heard.score(name), 3)) for name in _BESIDE}
    worded = {
        name: replace(one, words=heard.words(name)) if one.score >= USUAL else one
        for name, one in learnt.items()
    }
    return {
        **worded,
        "urgency": urgency(question),
        "shouting": shouting(question),
        "upset": upset(question, heard),
    }


def with_draft(facts: Facts, draft: Draft) -> Facts:
    """The same facts and what the drafted answer adds to them."""
    return replace(
        facts,
        repeated_answer=max(
            repeated(draft.text, facts.history),
            asked_again(draft.text, facts.history),
            key=lambda signal: signal.score,
        ),
        confidence=draft.confidence,
        grounded=draft.grounded,
        has_answer=bool(draft.text.strip()),
        model_available=draft.model_available,
    )
