"""Looks for phrases of several kinds in a text; each has a score of its own."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from escalation.facts.reading import plain
from escalation.facts.values import Signal


@dataclass(frozen=True, slots=True)
class Phrase:
    """What to look for, in plain lower-case text; ``kind`` is a word of ours or empty."""

    score: float
    pattern: re.Pattern[str]
    kind: str = ""


def phrase(score: float, pattern: str, kind: str = "") -> Phrase:
    """``pattern`` is a regular expression; a space in it stands for any run of spaces."""
    return Phrase(score, re.compile(pattern.replace(" ", r"\s+")), kind)


def heard_in(text: str, phrases: Iterable[Phrase]) -> Signal:
    """The highest score among the phrases that are there, with the words and kinds of all."""
    read = plain(text)
    found = [(one, match[0].strip()) for one in phrases if (match := one.pattern.search(read))]
    if not found:
        return Signal()
    return Signal(
        max(one.score for one, _ in found),
        tuple(dict.fromkeys(words for _, words in found)),
        tuple(dict.fromkeys(one.kind for one, _ in found if one.kind)),
    )
