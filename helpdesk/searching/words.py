"""From a text to the words under which it is found, in any language.

A word is a run of letters and digits: small, without accents, whatever its language. Where a script
writes no spaces, each pair of signs is one. What stands together with a digit or an ``@`` in it
(``AB-4711``, ``ana@firm.com``) is an identifier: found as a whole, with or without its dashes, and
by its parts.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

LONGEST_WORD: Final = 60
# Words that have neighbours: shorter ones are like too many, longer ones are no words.
SHORTEST_KNOWN: Final = 3
LONGEST_KNOWN: Final = 30

# Accents of Latin, Greek and Cyrillic; vowel signs that Arabic and Hebrew may leave out.
_ACCENTS = re.compile("[\u0300-\u036f\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u200b-\u200f]")
# Marks are not letters to Python: accents written apart, and the vowels of Semitic and South Asian
# scripts, are inside words all the same.
_MARK = "[\u0300-\u036f\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u0900-\u0963\u0970-\u0dff]"
_LETTER = f"(?:[^\\W_]|{_MARK})"
_UNSPACED = "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]"
_RUN = re.compile(f"{_LETTER}+(?:[-./@:+&#]{_LETTER}+)*")
_PART = re.compile(f"{_UNSPACED}+|(?:(?!{_UNSPACED}){_LETTER})+")
_IS_UNSPACED = re.compile(_UNSPACED)
_ACCENT_FREE = re.compile(r"[\x00-\x7f]*\Z")


@dataclass(frozen=True, slots=True)
class Word:
    """A word as it is indexed, and where it stands in the text: [start, end)."""

    text: str
    start: int
    end: int
    is_identifier: bool = False
    # A sign that stands in a pair as well.
    is_covered: bool = False


def words_in(text: str) -> Iterator[Word]:
    """The words of ``text`` in order; an identifier comes before its parts."""
    for run in _RUN.finditer(text):
        whole = run[0]
        parts = list(_PART.finditer(whole))
        if len(parts) > 1 and is_identifier(whole):
            yield Word(folded(squeezed(whole))[:LONGEST_WORD], run.start(), run.end(), True)
        for part in parts:
            yield from _of_part(part[0], run.start() + part.start())


def word_set(text: str) -> set[str]:
    """The different words of ``text``."""
    return {word.text for word in words_in(text) if word.text}


def is_identifier(run: str) -> bool:
    return "@" in run or any(letter.isdigit() for letter in run)


def squeezed(run: str) -> str:
    """The same without what joins its parts."""
    return "".join(part[0] for part in _PART.finditer(run))


def is_known(word: str) -> bool:
    """Whether others may be like it: of letters alone, neither short nor endless."""
    return (
        SHORTEST_KNOWN <= len(word) <= LONGEST_KNOWN
        and word.isalpha()
        and not _IS_UNSPACED.match(word)
    )


def folded(word: str) -> str:
    """Small letters without accents; ``ß`` is ``ss``."""
    if _ACCENT_FREE.match(word):
        return word.lower()
    apart = unicodedata.normalize("NFKD", word.casefold())
    return unicodedata.normalize("NFC", _ACCENTS.sub("", apart))


def _of_part(part: str, start: int) -> Iterator[Word]:
    if not _IS_UNSPACED.match(part):
        yield Word(folded(part)[:LONGEST_WORD], start, start + len(part))
        return
    for at in range(len(part)):
        yield Word(folded(part[at]), start + at, start + at + 1, is_covered=len(part) > 1)
        if at + 1 < len(part):
            yield Word(folded(part[at : at + 2]), start + at, start + at + 2)
