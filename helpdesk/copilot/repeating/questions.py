"""Finds what a text asks: sentences that want an answer, with the words that say what of.

A question mark, or a request such as "please send me …" and "bitte nennen Sie …".
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from escalation.facts.reading import FILLERS, plain, stem, tokens
from helpdesk.recovery.said.sentences import sentences

# Of a longer text the beginning says what it is about; the rest is a pasted log, and so is a
# sentence that does not end, and a word that is none.
READ_AT_MOST: Final = 4_000
SENTENCE_AT_MOST: Final = 400
_NO_WORD: Final = re.compile(r"\S{80,}")
_REQUEST: Final = re.compile(
    r"\b(?:please|kindly|could you|can you|would you|may i|let me)\b.{0,60}?"
    r"\b(?:provide|send|give|tell|share|confirm|state|have|know|name|enter|repeat)\b"
    r"|\b(?:bitte|könn(?:en|ten) sie|würden sie|dürfte ich)\b.{0,80}?"
    r"\b(?:mitteilen|nennen|schicken|senden|angeben|bestätigen|sagen|geben|teilen|wiederholen)\b"
    r"|\b(?:nennen|schicken|senden|teilen|geben)\s+sie\b",
    re.IGNORECASE,
)
_GERMAN: Final = re.compile(
    r"\b(?:sie|ihnen|ihren?|ihrem|ihrer|bitte|wann|wie|welche[rsmn]?|warum|wieso|haben|können"
    r"|lautet|unter|wurde|nicht|eine?)\b",
    re.IGNORECASE,
)
# Said in any question: that two have one of these in common shows nothing.
_EVERYDAY_WORDS: Final = (
    "tell give send provide share confirm let know happen use using make take go going look "
    "time exactly kind sort one ones thing things exact happy sure kindly once more moment "
    "able bit first another other different already ever yet try tried now which "
    "haben sie ihr ihre ihren ihrem ihnen bitte mir uns können kannst könnten wann wie welche "
    "welcher welches welchen welchem was warum wieso lautet ist sind wurde wird der die das den "
    "dem ein eine einen ich wir es sich mit auf für von zu bei und oder nicht noch schon bereits "
    "mal nennen teilen mitteilen sagen geben schicken genau unter dass"
)
_EVERYDAY: Final = frozenset(stem(word) for word in _EVERYDAY_WORDS.split()) | {
    stem(word) for word in FILLERS
}
_SHORTEST: Final = 3
_AFFIX: Final = re.compile(r"\bre-(?=\w)")


@dataclass(frozen=True)
class Question:
    """A sentence that asks, and where it begins in its text."""

    text: str
    start: int

    @cached_property
    def low(self) -> str:
        return plain(readable(self.text)[:SENTENCE_AT_MOST])

    @cached_property
    def is_german(self) -> bool:
        return len(_GERMAN.findall(self.low)) > 1

    @cached_property
    def matter(self) -> frozenset[str]:
        """The stems of the words that say what is asked."""
        return matter_in(self.low)


def readable(text: str) -> str:
    """The beginning of the text, without what nobody typed."""
    return _NO_WORD.sub(" ", text[:READ_AT_MOST])


def questions_in(text: str) -> Iterator[Question]:
    for sentence in sentences(text):
        if sentence.is_question or _REQUEST.search(sentence.text[:SENTENCE_AT_MOST]):
            yield Question(sentence.text, sentence.start)


def matter_in(text: str) -> frozenset[str]:
    """The stems that say what a text is about; "re-installed" and "reinstalling" are one."""
    found = (stem(word) for word in tokens(_AFFIX.sub("re", text.lower())))
    return frozenset(one for one in found if len(one) >= _SHORTEST and one not in _EVERYDAY)
