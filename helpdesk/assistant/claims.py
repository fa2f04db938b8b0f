"""What is wrong with one sentence of a generated answer, measured against the passages it names.

Figures with their units, names, links and denials have to be there as they are said; of the other
telling words most, and no two in a row may be new. These are necessary signs of entailment that
need no model; a sentence that passes all of them can still be wrong, one that fails is not said.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from escalation.facts.reading import plain, stem, tokens
from helpdesk.assistant.masking import PLACEHOLDER
from knowledge.plain_text import sentences

BACKED_WORDS = 0.5
NEW_IN_A_ROW = 2
_TELLING = 4
# Passages that are named together: by each sentence of an answer, and by the next answer.
REMEMBERED = 128
# One sentence of a source says the opposite when it is about the same thing so far.
_SAME_MATTER = 0.75

_MARKUP = re.compile(r"!\[|<\s*/?[a-zA-Z!]|\bdata:[a-z]+/|javascript:", re.IGNORECASE)
_LINK = re.compile(
    r"(?:https?|ftp)://[^\s<>()\[\]\"']+|\bwww\.[^\s<>()\[\]\"']+|[\w.+-]+@[\w-]+(?:\.[\w-]+)+"
    r"|\b(?:[a-z0-9-]+\.)+(?:[a-z]{2,})(?:/[^\s<>()\[\]\"']*)?",
    re.IGNORECASE,
)
_TARGET = re.compile(r"\]\(\s*([^)\s]+)")
_NUMBER = re.compile(r"\d+(?:[.,:]\d+)*")
_UNIT = re.compile(
    r"(\d+(?:[.,:]\d+)*)[\s-]*(%|€|£|\$|[^\W\d_]+)|([€£$])\s?(\d+(?:[.,:]\d+)*)", re.IGNORECASE
)
_UNITS = frozenset(
    stem(word)
    for word in (
        *("second", "minute", "hour", "day", "week", "month", "quarter", "year", "percent"),
        *("dollar", "euro", "pound", "usd", "eur", "gbp", "kb", "mb", "gb", "tb"),
        *("user", "seat", "agent", "member", "item", "page", "file", "time", "attempt"),
    )
) | set("%€£$")
_ALIKE = {
    **{"%": "percent", "€": "eur", "euro": "eur", "$": "usd", "dollar": "usd"},
    **{"£": "gbp", "pound": "gbp"},
}
_SPELLED = {
    **{"two": "2", "three": "3", "four": "4", "five": "5", "six": "6", "seven": "7"},
    **{"eight": "8", "nine": "9", "ten": "10", "eleven": "11", "twelve": "12"},
    **{"fourteen": "14", "fifteen": "15", "twenty": "20", "thirty": "30", "sixty": "60"},
    **{"ninety": "90", "hundred": "100", "thousand": "1000"},
}
_DENIES = re.compile(
    r"\b(?:not|never|no|nobody|none|nothing|cannot|without|neither|nor|nicht|kein\w*|nie|ohne|pas"
    r"|jamais|sans|nunca|ninguna?|sin)\b|n't\b",
    re.IGNORECASE,
)
_CAPITAL = re.compile(r"(?<![.!?:•\n“\"(>/])\s([A-ZÀ-Þ][^\W_]*(?:['’-][^\W_]+)*)")


@dataclass(frozen=True, slots=True)
class _Told:
    """What passages say, taken apart once for all that is measured against it.

    ``matters``: what each sentence is about, and whether it denies it.
    """

    links: frozenset[str]
    numbers: frozenset[str]
    measures: frozenset[tuple[str, str]]
    words: frozenset[str]
    stems: frozenset[str]
    matters: tuple[tuple[frozenset[str], bool], ...]
    has_capitals_all_over: bool


def problem_with(sentence: str, told: str) -> str:
    """Why the passages do not back the sentence, in words for the record; "" when they do."""
    bare = PLACEHOLDER.sub(" ", sentence)
    return next(_problems(sentence, bare, _taken_apart(PLACEHOLDER.sub(" ", told))), "")


@lru_cache(maxsize=REMEMBERED)
def _taken_apart(told: str) -> _Told:
    spelled = _spelled_out(told)
    words = frozenset(word.lower() for word in re.findall(r"[^\W_]+", told))
    parts = (part for line in told.split("\n") for part in sentences(line))
    return _Told(
        links=_links(told),
        numbers=_numbers(spelled),
        measures=_measures(spelled),
        words=words,
        stems=frozenset(stem(word) for word in tokens(told)),
        matters=tuple((_matter(part), bool(_DENIES.search(plain(part)))) for part in parts),
        has_capitals_all_over=len(_CAPITAL.findall(told)) > len(words) / 3,
    )


def _problems(sentence: str, bare: str, told: _Told) -> Iterator[str]:
    failed: dict[str, Callable[[], bool]] = {
        "an image or markup": lambda: bool(_MARKUP.search(sentence)),
        "a link that is not there": lambda: not _links(bare) <= told.links,
        "a figure that is not there": lambda: not _figures_stand(bare, told),
        "a name that is not there": lambda: bool(_new_names(bare, told)),
        "other words": lambda: not _words_stand(bare, told),
        "the opposite of what is there": lambda: _says_the_opposite(bare, told),
    }
    return (problem for problem, holds in failed.items() if holds())


def _links(text: str) -> frozenset[str]:
    found = [*_LINK.findall(text), *_TARGET.findall(text)]
    bare = (re.sub(r"^https?://|^www\.", "", one.lower()) for one in found)
    return frozenset(one.rstrip("/.,;:!?") for one in bare)


def _figures_stand(sentence: str, told: _Told) -> bool:
    said = _spelled_out(sentence)
    return _numbers(said) <= told.numbers and _measures(said) <= told.measures


def _spelled_out(text: str) -> str:
    """Small numbers in digits, so that "thirty" and 30 are one."""
    return re.sub(r"[^\W\d_]+", lambda word: _SPELLED.get(word[0].lower(), word[0]), text)


def _numbers(text: str) -> frozenset[str]:
    return frozenset(re.sub(r",(?=\d{3}\b)", "", one) for one in _NUMBER.findall(text))


def _measures(text: str) -> frozenset[tuple[str, str]]:
    """Numbers with what they count: 30 days, 20 %, $5."""
    found: set[tuple[str, str]] = set()
    for number, after, before, price in _UNIT.findall(text):
        unit = stem((after or before).lower())
        if unit in _UNITS:
            found.add(((number or price).replace(",", ""), _ALIKE.get(unit, unit)))
    return frozenset(found)


def _new_names(sentence: str, told: _Told) -> set[str]:
    """Words in capitals inside the sentence that the passages do not have.

    Where passages have capitals all over, as German does, they tell nothing.
    """
    shouted = {word.lower() for word in re.findall(r"\b[A-ZÀ-Þ]{3,}\b", sentence)}
    if told.has_capitals_all_over:
        return shouted - told.words
    said = re.findall(r"[^\W_]+", " ".join(_CAPITAL.findall(sentence)).lower())
    return shouted.union(said) - told.words


def _words_stand(sentence: str, told: _Told) -> bool:
    said = [(word, stem(word)) for word in tokens(sentence)]
    telling = [
        stemmed
        for word, stemmed in said
        if len(word) >= _TELLING and not word.isdigit() and stemmed not in _UNITS
    ]
    if not telling:
        return all(stemmed in told.stems for _, stemmed in said)
    new = [stemmed not in told.stems for stemmed in telling]
    if any(all(pair) for pair in pairwise(new)):
        return False
    return 1 - sum(new) / len(new) >= BACKED_WORDS


def _says_the_opposite(sentence: str, told: _Told) -> bool:
    """Whether a sentence of the passages is about the same and only one of the two denies it."""
    said = _matter(sentence)
    denies = bool(_DENIES.search(plain(sentence)))
    close = [denied for matter, denied in told.matters if _are_alike(said, matter)]
    return bool(close) and denies not in close


def _matter(text: str) -> frozenset[str]:
    telling = [word for word in tokens(text) if len(word) >= _TELLING]
    return frozenset(stem(word) for word in telling if not _DENIES.search(word))


def _are_alike(said: frozenset[str], known: frozenset[str]) -> bool:
    same = len(said & known)
    return bool(same) and same >= _SAME_MATTER * len(said) and same >= _SAME_MATTER * len(known)
