"""Does the customer ask for a person? Phrases in several languages, forgiving of typing slips."""

import re
from typing import Final

from escalation.facts import asking_phrases
from escalation.facts.reading import plain, tokens
from escalation.facts.slips import corrected
from escalation.facts.values import Signal
from escalation.signals.learnt import USUAL, Heard

_ENGLISH: Final = tuple((score, re.compile(phrase)) for score, phrase in asking_phrases.IN_ENGLISH)
_FOREIGN: Final = re.compile("|".join(asking_phrases.IN_OTHER_LANGUAGES))
_DECLINED: Final = re.compile(asking_phrases.DECLINED)
_CERTAIN: Final = 0.95


def asks_for_person(text: str, heard: Heard) -> Signal:
    """How clearly the text asks for a person (0–1), with the words that say so.

    By its words, or else by what was learnt from other requests; who declines does not ask.
    """
    said = asks_in_words(text)
    learnt = heard.score("asks_for_person")
    if said.score >= USUAL or learnt < USUAL or declines(text):
        return said
    return Signal(round(learnt, 3), heard.words("asks_for_person"))


def declines(text: str) -> bool:
    """Whether the text says that no person is wanted."""
    return _DECLINED.search(corrected(plain(text))) is not None


def asks_in_words(text: str) -> Signal:
    """The same by phrases alone.

    0.95 is said outright, 0.75 in passing or by dislike of machines, 0.55 probably meant.
    """
    typed = plain(text)
    read = corrected(typed)
    if _DECLINED.search(read):
        return Signal()
    return _named_alone(read) or _foreign(typed) or _strongest(read)


def _named_alone(read: str) -> Signal | None:
    # “agent”, “human please”: nothing else in the message, so it can mean nothing else.
    words = set(tokens(read))
    named = words & asking_phrases.PERSONS_ALONE
    if named and words <= asking_phrases.PERSONS_ALONE | asking_phrases.COMPANY_ALONE:
        return Signal(_CERTAIN, (read,))
    return None


def _foreign(typed: str) -> Signal | None:
    found = _FOREIGN.search(typed)
    return Signal(_CERTAIN, (found[0].strip(),)) if found else None


def _strongest(read: str) -> Signal:
    found = ((score, phrase.search(read)) for score, phrase in _ENGLISH)
    said = [Signal(score, (match[0].strip(),)) for score, match in found if match]
    return max(said, key=lambda signal: signal.score, default=Signal())
