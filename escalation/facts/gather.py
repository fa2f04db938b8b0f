"""Turns a message and what went before it into facts, in a few milliseconds.

The model behind it runs on this machine. Inside a transaction say ``sense=KNOWN``:
then none is asked.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from escalation.facts.account_changes import account_change
from escalation.facts.asking import asks_for_person
from escalation.facts.buying import about_to_buy
from escalation.facts.complexity import complexity
from escalation.facts.faults import bug_suspicion
from escalation.facts.feelings import felt, worsening
from escalation.facts.loudness import clicks, shouting_again, urgency
from escalation.facts.promises import promises_person
from escalation.facts.repetition import asked_again, failures, repeated, rephrased
from escalation.facts.satisfaction import dissatisfied
from escalation.facts.sentiment import sentiment, upset
from escalation.facts.topics import topics_heard
from escalation.facts.values import Exchange, Facts, Signal
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


class Watched(Protocol):
    """What a policy looks for beside what is always heard: its risk topics."""

    @property
    def topics(self) -> Sequence[TopicSpec]: ...

    def give(self, facts: Facts) -> float:
        """By how many points their thresholds give way to such a customer."""
        ...


class _Nothing:
    topics: Sequence[TopicSpec] = ()

    def give(self, _facts: Facts) -> float:
        return 0.0


NOTHING: Watched = _Nothing()


@dataclass(frozen=True)
class Draft:
    """What the assistant would answer; empty text means that it found nothing to say."""

    text: str
    confidence: float | None = None
    grounded: bool | None = None
    model_available: bool = True
    # It is a question of ours: what the customer means.
    asks_back: bool = False


def gather(
    question: str,
    history: Sequence[Exchange] = (),
    watched: Watched = NOTHING,
    *,
    sense: Sense = IN_FULL,
) -> Facts:
    """The facts of a message just received, in a few milliseconds.

    ``question`` is what the customer just wrote (a burst joined by line breaks). ``history`` is
    the assisted stretch, oldest first: one ``Exchange`` for each answer since the conversation
    began or was given back, so that an old hand-off cannot cause a new one; its verdict is
    ``"confirmed"``, ``"contradicted"`` or nothing. ``watched`` is the
    policy that is live.
    """
    heard = Heard(question, sense.meaning(question))
    failed = failures(question, history, sense)
    facts = Facts(
        question=question,
        history=tuple(history),
        asks_for_person=asks_for_person(question, heard),
        signals=_signals(question, heard),
        failed_attempts=len(failed),
        failures=failed,
        rephrased=rephrased(question, history, sense),
    )
    felt_now = _with_mood(facts, heard, sense)
    return replace(
        felt_now, topics=topics_heard(question, watched.topics, heard, watched.give(felt_now))
    )


def _with_mood(facts: Facts, heard: Heard, sense: Sense) -> Facts:
    """The same, with how the customer feels now and how that came about."""
    calm = sentiment(facts.question, heard)
    mood = felt(facts.question, calm)
    course = (*course_of([past.question for past in facts.history], sense.meaning), mood.score)
    over_time = {
        "dissatisfied": dissatisfied(facts.question, facts.history, calm.score),
        "shouting": shouting_again(facts.question, facts.history),
        "worsening_mood": worsening(course, mood.words),
    }
    signals = {**facts.signals, **over_time}
    return replace(facts, sentiment=mood, course=course, signals=signals)


def course_of(texts: Sequence[str], meaning: Meaning) -> tuple[float, ...]:
    """The mood of the last few of these texts, oldest first."""
    heard = ((text, Heard(text, meaning(text))) for text in texts[-MOODS:])
    return tuple(felt(text, sentiment(text, one)).score for text, one in heard)


def _signals(question: str, heard: Heard) -> dict[str, Signal]:
    learnt = {name: Signal(round(heard.score(name), 3)) for name in _BESIDE}
    worded = {
        name: replace(one, words=heard.words(name)) if one.score >= USUAL else one
        for name, one in learnt.items()
    }
    return {
        **worded,
        "urgency": urgency(question),
        "rage_clicks": clicks(question),
        "complexity": complexity(question),
        "account_change": account_change(question),
        "bug_suspicion": bug_suspicion(question, heard),
        "about_to_buy": about_to_buy(question, heard),
        "upset": upset(question, heard),
    }


def with_draft(facts: Facts, draft: Draft) -> Facts:
    """The same facts and what the drafted answer adds to them."""
    return replace(
        facts,
        repeated_answer=repeated(draft.text, facts.history),
        repeated_question=asked_again(draft.text, facts.history, facts.asked),
        promised_person=promises_person(draft.text),
        asks_back=draft.asks_back,
        confidence=draft.confidence,
        grounded=draft.grounded,
        has_answer=bool(draft.text.strip()),
        model_available=draft.model_available,
    )
