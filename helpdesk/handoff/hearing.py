"""How the customer's texts sound: mood and its course, how much it presses, what it is about.

All labels here are our own, each with the customer's words that made it. No model is asked: this
runs in the transaction of the hand-off. What a turn has looked at is known, else words decide.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.utils.translation import gettext_noop as _

from escalation.deciding import Signal, TopicFound
from escalation.facts.loudness import urgency
from escalation.facts.sentiment import sentiment
from escalation.facts.topics import topics_heard
from escalation.rules import TopicSpec
from escalation.signals.learnt import USUAL, Heard
from escalation.signals.meaning import remembered

# Of a long stretch the latest texts say how things stand.
LISTENED_TO: Final = 10
# “Please help” is friendly, and nobody is pleased yet: that takes thanks or praise.
_MOODS: Final = ((-0.5, "upset"), (-0.15, "unhappy"), (0.6, "neutral"), (1.0, "pleased"))
_TURNED: Final = 0.3
_PRESSING: Final = ((0.9, "urgent"), (0.5, "pressing"))
# Where several topics are touched, the first of these is what it is about.
_GRAVEST_FIRST: Final = (
    *("safety", "account_security", "legal", "personal_data", "billing_dispute"),
    *("cancellation", "fault", "buying", "regulated_advice"),
)
# What was learnt, by the label that agents read.
_LEARNT: Final = {
    "security": _("Account security"),
    "billing_dispute": _("Disputed charge"),
    "refund": _("Refund or return"),
    "cancellation": _("Cancellation"),
    "bug_report": _("Something is broken"),
    "buying_intent": _("Wants to buy"),
}
QUESTION: Final = "question"


@dataclass(frozen=True, slots=True)
class Sound:
    """``mood``, ``urgency`` and ``category`` of a case, as it keeps them."""

    mood: dict[str, Any]
    urgency: dict[str, Any]
    category: dict[str, Any]


def listen(texts: Sequence[str], topics: Sequence[TopicSpec], collection: str = "") -> Sound:
    """How these texts sound, oldest first. ``collection`` is where the shown articles stand."""
    heard = [Heard(text, remembered(text)) for text in texts[-LISTENED_TO:] if text.strip()]
    spoken = [text for text in texts[-LISTENED_TO:] if text.strip()]
    told = list(zip(spoken, heard, strict=True))
    return Sound(
        mood=_mood([sentiment(text, one) for text, one in told]),
        urgency=_urgency([urgency(text) for text in spoken]),
        category=_category(told, topics, collection),
    )


def _mood(signals: Sequence[Signal]) -> dict[str, Any]:
    """``{score, label, words, course, trend}``: now, and each text's score in order."""
    now = signals[-1] if signals else Signal()
    label = next(label for limit, label in _MOODS if now.score <= limit)
    course = [signal.score for signal in signals]
    return {
        "score": now.score,
        "label": label,
        "words": list(now.words),
        "course": course,
        "trend": _trend(course),
    }


def _trend(course: Sequence[float]) -> str:
    turned = course[-1] - course[0] if course else 0.0
    if abs(turned) < _TURNED:
        return "steady"
    return "better" if turned > 0 else "worse"


def _urgency(signals: Sequence[Signal]) -> dict[str, Any]:
    """``{score, label, words}`` by the text that presses most; the latest among equals."""
    most = max(reversed(signals), key=lambda signal: signal.score, default=Signal())
    label = next((label for limit, label in _PRESSING if most.score >= limit), "normal")
    return {"score": most.score, "label": label, "words": list(most.words)}


def _category(
    told: Sequence[tuple[str, Heard]], topics: Sequence[TopicSpec], collection: str
) -> dict[str, Any]:
    """``{name, label, by, words}``: a topic of the tenant's, what was learnt, or a collection."""
    touched = [one for text, heard in told for one in topics_heard(text, topics, heard)]
    if touched:
        found = min(touched, key=_gravity)
        return _labelled(found.name, found.label, "topic", found.words)
    return _learnt([heard for _text, heard in told]) or _labelled(
        QUESTION, collection or _("Question"), "collection" if collection else ""
    )


def _gravity(found: TopicFound) -> int:
    known = found.name in _GRAVEST_FIRST
    return _GRAVEST_FIRST.index(found.name) if known else len(_GRAVEST_FIRST)


def _learnt(heard: Sequence[Heard]) -> dict[str, Any] | None:
    clear = [
        (one.score(name), name, one.words(name))
        for one in heard
        for name in _LEARNT
        if one.score(name) >= USUAL
    ]
    if not clear:
        return None
    _score, name, words = max(clear)
    return _labelled(name, _LEARNT[name], "learnt", words)


def _labelled(name: str, label: str, by: str, words: Sequence[str] = ()) -> dict[str, Any]:
    return {"name": name, "label": label, "by": by, "words": list(words)}
