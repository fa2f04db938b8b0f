"""The customer's mood over a few messages, in words that an agent reads at a glance."""

from collections.abc import Sequence
from typing import Any

from escalation.facts.sentiment import sentiment
from escalation.signals.learnt import Heard
from escalation.signals.meaning import remembered

_LABELS = ((-0.5, "upset"), (-0.15, "unhappy"), (0.3, "neutral"), (1.0, "pleased"))


def mood_of(texts: Sequence[str]) -> dict[str, Any]:
    """``{score, label, words, course}``: now, and each message's score in order."""
    # In the transaction of the hand-off: what a turn has looked at is known, else words decide.
    signals = [sentiment(text, Heard(text, remembered(text))) for text in texts if text]
    if not signals:
        return {"score": 0.0, "label": "neutral", "words": [], "course": []}
    now = signals[-1]
    label = next(label for limit, label in _LABELS if now.score <= limit)
    course = [signal.score for signal in signals]
    return {"score": now.score, "label": label, "words": list(now.words), "course": course}
