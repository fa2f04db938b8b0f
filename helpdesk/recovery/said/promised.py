"""Hears a promise in what an agent writes: that they will do something, by a time they name.

English and German, by words: who speaks ("I", "we", "my colleague"), that it lies ahead ("will",
"werde"), what is done ("call", "melde mich"), and when. Offers ("if you like, I can call you"),
questions, refusals and the customer's own words, quoted, are none.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from helpdesk.recovery.models import Promise
from helpdesk.recovery.said.phrases import phrase
from helpdesk.recovery.said.sentences import Sentence, sentences
from helpdesk.recovery.said.when import moments

Kind = Promise.Kind
# Of a long text only the first are offered: nobody promises ten things at once.
AT_MOST = 3

# In this order: "I will call you and get back to you" is a call.
_KINDS: Final = (Kind.CALLBACK, Kind.EMAIL, Kind.REPLY)


@dataclass(frozen=True, slots=True)
class Heard:
    """A promise as it was written, ``text[start:end]``, and what it comes to."""

    kind: str
    text: str
    due_at: datetime
    start: int
    end: int


def promises_in(text: str, now: datetime) -> list[Heard]:
    """What is promised in ``text``, with its due time; ``now`` is aware, in the tenant's zone."""
    heard = [_heard(sentence, now) for sentence in sentences(text)]
    return [one for one in heard if one is not None][:AT_MOST]


def _heard(sentence: Sentence, now: datetime) -> Heard | None:
    words = sentence.text
    if sentence.is_question or phrase("offers").search(words) or phrase("refuses").search(words):
        return None
    if not phrase("ahead").search(words):
        return None
    named = moments(words, now)
    if not named:
        return None
    kinds = (kind for kind in _KINDS if phrase(kind).search(words))
    end = sentence.start + len(words)
    # "By Friday, at the latest on Monday": the last one is what can be held to.
    due_at = max(moment.at for moment in named)
    return Heard(next(kinds, Kind.FOLLOW_UP), words, due_at, sentence.start, end)
