"""Is it urgent, is it shouted? Said by words and signs that need no learning."""

import re
from typing import Final

from escalation.deciding import Signal
from escalation.facts.reading import plain

_URGENT: Final = re.compile(
    r"\b(?:urgent(?:ly)?|asap|immediately|right\s+(?:now|away)|emergency|at\s+once|dringend|sofort"
    r"|as\s+soon\s+as\s+possible|time[-\s]sensitive|urgente?|can(?:no|')t\s+wait)\b"
)
_PRESSED: Final = re.compile(
    r"\b(?:deadline|due\s+(?:today|tomorrow|tonight)|(?:by|before|until)\s+(?:today|tonight|tomorrow"
    r"|noon|(?:the\s+)?end\s+of\s+(?:the\s+)?day|(?:mon|tues|wednes|thurs|fri|satur|sun)day)"
    r"|in\s+(?:an?|\d+)\s+(?:minutes?|hours?)|within\s+(?:an?|the|\d+)\s+(?:minutes?|hours?)"
    r"|running\s+out\s+of\s+time|need\s+(?:it|this|that)\s+today)\b"
)
_SAID_OUTRIGHT: Final = 0.9
_UNDER_PRESSURE: Final = 0.6
_WORD: Final = re.compile(r"[^\W\d_]{3,}")
_SHOUTED_WORDS: Final = 3
_MARKS: Final = re.compile(r"[!?]{3,}")


def urgency(text: str) -> Signal:
    """How much it presses (0–1): 0.9 said outright, 0.6 by a time that is near."""
    read = plain(text)
    for score, pattern in ((_SAID_OUTRIGHT, _URGENT), (_UNDER_PRESSURE, _PRESSED)):
        if found := pattern.search(read):
            return Signal(score, (found[0],))
    return Signal()


def shouting(text: str) -> Signal:
    """The share of the longer words that are all capitals, from three on; or many marks (0.5)."""
    words = _WORD.findall(text[:4_000])
    loud = [word for word in words if word.isupper()]
    if len(loud) >= _SHOUTED_WORDS:
        return Signal(round(len(loud) / len(words), 3), tuple(loud[:_SHOUTED_WORDS]))
    marks = _MARKS.search(text[:4_000])
    return Signal(0.5, (marks[0][:10],)) if marks else Signal()
