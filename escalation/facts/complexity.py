"""Has a matter so many parts that one article will not answer it?

Several questions, conditions, exceptions, things tried, steps, parties and figures each add a
little; nothing counts alone.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from escalation.facts.reading import plain
from escalation.facts.values import Signal


@dataclass(frozen=True, slots=True)
class _Sign:
    """Counts from ``least`` different finds on, up to ``most`` times its points."""

    kind: str
    points: float
    pattern: re.Pattern[str]
    least: int = 1
    most: int = 1


def _sign(kind: str, points: float, pattern: str, *, least: int = 1, most: int = 1) -> _Sign:
    return _Sign(kind, points, re.compile(pattern), least, most)


_SIGNS: Final = (
    _sign("several questions", 1.0, r"[^.!?\n]{8,}\?", least=2, most=3),
    _sign(
        "conditions",
        0.5,
        r"\b(?:but|however|although|unless|depend\w+|otherwise|only\s+(?:if|when|for)|whereas"
        r"|in\s+some\s+cases|sometimes|if)\b",
        least=2,
        most=4,
    ),
    _sign(
        "an exception",
        1.5,
        r"\b(?:exceptions?|special\s+case|edge\s+case|not\s+covered|unusual|complicated"
        r"|complex|long\s+story|doesn't\s+fit|does\s+not\s+fit|different\s+from\s+(?:the|what))\b",
    ),
    _sign(
        "a diagnosis",
        0.75,
        r"\b(?:tried|re-?installed|restarted|cleared|logs?|debug\w*|intermittent\w*|reproduc\w+"
        r"|works?\s+(?:on|in|for)|same\s+(?:result|error|thing)|figure\s+out|root\s+cause)\b",
        least=2,
        most=4,
    ),
    _sign(
        "several steps",
        0.5,
        r"\b(?:first|then|after\s+that|afterwards|next|finally|in\s+the\s+end|later)\b",
        least=2,
        most=3,
    ),
    _sign(
        "several parties",
        0.5,
        r"\b(?:both|several|multiple|two\s+(?:different\s+)?accounts|each\s+of|my\s+(?:accountant"
        r"|bank|lawyer|wife|husband|partner|colleagues?|boss|insurer|landlord|employer))\b",
        most=3,
    ),
    _sign("many figures", 0.5, r"[$€£]?\d[\d.,:/-]*", least=3, most=1),
)
_LONG_WORDS: Final = 80
_FULL: Final = 6.0
_READ_AT_MOST: Final = 4_000


def complexity(text: str) -> Signal:
    """How many parts the matter has (0–1), which kinds of them, and a word of each."""
    read = plain(text[:_READ_AT_MOST])
    found = list(_found(read))
    long = len(read.split()) / _LONG_WORDS
    points = sum(points for _, points, _ in found) + min(int(long), 2)
    if not found:
        return Signal()
    return Signal(
        round(min(1.0, points / _FULL), 3),
        tuple(words for _, _, words in found),
        tuple(kind for kind, _, _ in found),
    )


def _found(read: str) -> Iterator[tuple[str, float, str]]:
    """Kind, points and the first words of each sign that is there often enough."""
    for sign in _SIGNS:
        words = list(dict.fromkeys(match[0].strip() for match in sign.pattern.finditer(read)))
        if len(words) >= sign.least:
            yield sign.kind, sign.points * min(len(words), sign.most), words[0][:60]
