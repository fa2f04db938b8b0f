"""Does a text give orders to the assistant? How sure, and by which words.

What a customer, a mail or an article says is data whatever this finds (prompts.py fences it,
grounding.py checks what comes of it). This only decides how careful to be: a message that looks
like an order is answered in the articles' own words, without a model and without tools; a
sentence of an article that does is neither given to a model nor quoted. Nobody is ever kept from
a person by it.

Each pattern is a way in which such orders are written, with the chance that a text with it is one;
several add up as independent signs do (noisy or). Written down from what is known of such attacks
(OWASP LLM01); nothing was learnt from the sets it is measured on: docs/trust.md.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from helpdesk.assistant.injection_signs import MESSAGE_SIGNS, SPEECH_SIGNS, Sign
from knowledge.plain_text import sentences

LIKELY = 0.5
# Help centres speak of system prompts and new rules, too, and mean their software's.
LIKELY_IN_ARTICLE = 0.65
# Nobody hides an order behind so much; what is longer is a pasted log.
READ_AT_MOST = 12_000
WORDS_KEPT = 6
# Of the passages that are asked for most.
REMEMBERED = 256
_WORD = re.compile(r"[^\W\d_]{2}")
_HIDDEN = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\U000e0000-\U000e007f]")


@dataclass(frozen=True, slots=True)
class Suspicion:
    """``score`` from 0 to 1, and the words that made it, strongest first."""

    score: float = 0.0
    words: tuple[str, ...] = ()

    @property
    def is_likely(self) -> bool:
        return self.score >= LIKELY


NOTHING = Suspicion()


def suspicion(text: str) -> Suspicion:
    """Of a message or a mail."""
    return _judged(text, MESSAGE_SIGNS)


@lru_cache(maxsize=REMEMBERED)
def without_orders(text: str) -> str:
    """A passage without the sentences that are addressed to whoever answers from it.

    To tell the assistant what to say is enough, but the signs have to be surer: a help centre
    speaks to its readers in orders all the time.
    """
    kept = (_kept(line) for line in text.split("\n"))
    return "\n".join(line for line in kept if line is not None)


def _kept(line: str) -> str | None:
    """None: nothing is left of it but perhaps the number of a step."""
    parts = sentences(line)
    kept = [part for part in parts if not _is_order(part)]
    if len(kept) == len(parts):
        return line
    return " ".join(kept) if any(_WORD.search(part) for part in kept) else None


def _is_order(sentence: str) -> bool:
    return _judged(sentence, (*MESSAGE_SIGNS, *SPEECH_SIGNS)).score >= LIKELY_IN_ARTICLE


def _judged(text: str, signs: tuple[Sign, ...]) -> Suspicion:
    read = _readable(text)
    found = [(sign.chance, match) for sign in signs if (match := sign.pattern.search(read))]
    innocent = 1.0
    for chance, _ in found:
        innocent *= 1 - chance
    found.sort(key=lambda one: -one[0])
    words = dict.fromkeys(" ".join(match[0].split())[:80] for _, match in found)
    return Suspicion(round(1 - innocent, 3), tuple(words)[:WORDS_KEPT])


def _readable(text: str) -> str:
    """Compatible letters, plain quotes, nothing invisible, lower case."""
    folded = unicodedata.normalize("NFKC", _HIDDEN.sub("", text[:READ_AT_MOST]))
    return folded.replace("’", "'").lower()
