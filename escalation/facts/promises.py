"""Does a text promise a person? What is said to a customer must then be done.

Offers ("or let a person take over") promise nothing, nor do conditions in an article ("if you
write to us, we will get back to you").
"""

import re
from collections.abc import Iterator
from typing import Final

from escalation.facts import promise_phrases
from escalation.facts.reading import plain
from escalation.facts.values import Signal

_PROMISES: Final = tuple(
    re.compile(one.replace(" ", r"\s+"))
    for one in (
        *promise_phrases.IN_ENGLISH,
        *promise_phrases.IN_GERMAN,
        *promise_phrases.IN_FRENCH,
        *promise_phrases.IN_SPANISH,
    )
)
_SENTENCE: Final = re.compile(r"[^.!?;\n]+[.!?;]*")
# What an article says of the times when its reader does something first.
_CONDITION: Final = re.compile(
    r"\b(?:if|when(?:ever)?|once|unless|in\s+case|as\s+soon\s+as|after|falls|wenn|sobald|nachdem"
    r"|sofern|si|lorsque|quand|dès\s+que|cuando|después\s+de|una\s+vez)\b"
    r"|\b(?:and|und|et|y)\s+(?:we|our\s+team|our\s+support|an\s+agent|someone|wir|unser\s+\w+"
    r"|nous|nuestro\s+equipo)\b"
)
_AS_I: Final = re.compile(r"\b(?:i|ich|je|j'ai|voy|he|l?e\s+paso|te\s+paso|let\s+me)\b")
_WORDS_SHOWN: Final = 3


def promises_person(text: str) -> Signal:
    """Whether it promises a transfer or a person (0 or 1), with the words that do."""
    found = (words for sentence in _sentences(text) for words in _promised(sentence))
    shown = tuple(dict.fromkeys(found))[:_WORDS_SHOWN]
    return Signal(1.0, shown) if shown else Signal()


def _sentences(text: str) -> Iterator[str]:
    for line in text.splitlines():
        yield from (plain(part) for part in _SENTENCE.findall(line))


def _promised(sentence: str) -> Iterator[str]:
    if _CONDITION.search(sentence) and not _AS_I.search(sentence):
        return
    for pattern in _PROMISES:
        if match := pattern.search(sentence):
            yield match[0].strip(" ,;:-")
