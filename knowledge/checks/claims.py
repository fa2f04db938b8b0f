"""Two sentences about the same that cannot both be true: other figures, or one of them denied."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from knowledge.plain_text import sentences

_NUMBER = re.compile(r"\d+(?:[.,:]\d+)*")
_SMALL = (
    *("zero", "one", "two", "three", "four", "five", "six"),
    *("seven", "eight", "nine", "ten", "eleven", "twelve"),
)
_NUMBERS = {word: str(value) for value, word in enumerate(_SMALL)}
_DENIES = re.compile(
    r"\b(not|no|never|cannot|without|nicht|kein\w*|nie|pas|jamais|nunca)\b|n't\b", re.IGNORECASE
)
# Words that say nothing of what a sentence is about, English and German.
_EMPTY = frozenset(
    re.findall(
        r"\w+",
        """a an and are as at be by can do does for from have has if in into is it its may of on or
        our that the their then there they this to up we will with within you your after before
        not no never cannot der die das und ist sind ein eine im in zu von mit für auf den dem""",
    )
)
# Content words that two sentences must share, and the least that both have.
SHARED = 0.75
LEAST_WORDS = 3


@dataclass(frozen=True, slots=True)
class Claim:
    """A sentence: what it speaks of, its figures, and whether it denies."""

    text: str
    words: frozenset[str]
    figures: frozenset[str]
    denies: bool


def claims(text: str) -> list[Claim]:
    """The sentences that say enough to be held against others."""
    lines = [one for line in text.splitlines() for one in sentences(line)]
    found = [_claim(line.strip(" -*")) for line in lines]
    # What begins in small letters is a command or half a sentence, and says nothing by itself.
    return [one for one in found if len(one.words) >= LEAST_WORDS and one.text[0].isupper()]


def contradictions(mine: list[Claim], theirs: list[Claim]) -> Iterator[tuple[Claim, Claim, str]]:
    """Pairs that speak of the same and differ, and in what: "3 against 5"."""
    for one in mine:
        for other in theirs:
            if difference := _difference(one, other):
                yield one, other, difference


def _difference(one: Claim, other: Claim) -> str:
    if not _speak_of_the_same(one, other):
        return ""
    if one.figures and other.figures and not one.figures & other.figures:
        mine, theirs = ", ".join(sorted(one.figures)), ", ".join(sorted(other.figures))
        return f"{mine} against {theirs}"
    if one.denies != other.denies and one.figures == other.figures:
        return "one says it, the other denies it"
    return ""


def _speak_of_the_same(one: Claim, other: Claim) -> bool:
    """Words that each has and the other lacks name different things: two plans, two places."""
    shared = one.words & other.words
    mine, theirs = one.words - shared, other.words - shared
    if mine and theirs:
        return False
    return len(shared) >= SHARED * max(len(one.words), len(other.words))


def _claim(line: str) -> Claim:
    said = [_NUMBERS.get(word, word) for word in re.findall(r"[\w'.,:]*\w", line.casefold())]
    figures = frozenset(found for word in said for found in _NUMBER.findall(word))
    words = frozenset(
        _stem(word) for word in said if not _NUMBER.search(word) and word not in _EMPTY
    )
    return Claim(line, words, figures, bool(_DENIES.search(line)))


def _stem(word: str) -> str:
    return re.sub(r"(ies|es|s|ed|ing)$", "", word) if len(word) > 4 else word
