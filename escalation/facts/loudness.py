"""Is it urgent, is it shouted? Said by words and signs that need no learning."""

import re
from collections import Counter
from collections.abc import Sequence
from typing import Final

from escalation.facts.reading import plain
from escalation.facts.values import Exchange, Signal

_URGENT: Final = re.compile(
    r"\b(?:urgent(?:ly)?|asap|emergency|dringend\w*|time[-\s]sensitive|urgente?"
    r"|as\s+soon\s+as\s+(?:possible|you\s+can)|can(?:no|')t\s+wait|so\s+schnell\s+wie\s+möglich"
    r"|lo\s+antes\s+posible|au\s+plus\s+vite)\b"
    r"|\b(?:need|want|must|have\s+to|please|help|answer|fix)\b[^.?!]{0,60}"
    r"\b(?:immediately|right\s+(?:now|away)|at\s+once|this\s+minute)\b"
    r"|\b(?:brauche|bitte|muss|hilfe)\b[^.?!]{0,60}\bsofort\b"
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
_BURST: Final = 4_000
# Who shouted longer ago has calmed down since.
_BEFORE: Final = 5


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


def shouting_again(text: str, history: Sequence[Exchange]) -> Signal:
    """The same, half as much for the first time: some people write in capitals."""
    loud = shouting(text)
    if not loud.score or any(shouting(past.question).score for past in history[-_BEFORE:]):
        return loud
    return Signal(round(loud.score / 2, 3), loud.words)


def clicks(text: str) -> Signal:
    """How often the same line stands in one burst: a button of the chat sends its words.

    Who presses it again and again sends them again and again. Counts from two on.
    """
    lines = Counter(plain(line) for line in text[:_BURST].splitlines() if line.strip())
    line, times = max(lines.items(), key=lambda one: one[1], default=("", 0))
    return Signal(float(times), (line[:80],)) if times > 1 else Signal()
