"""The ways in which an assistant tries to keep a customer, each as the draft of one turn."""

import random
from collections.abc import Callable
from typing import Final

from helpdesk.assistant.answering.answer import Answer, ModelCall, Source
from helpdesk.assistant.small_talk import TALK_TO_PERSON
from tests.assistant.sayings import ANSWERS, FLATTERY, QUESTIONS_BACK
from tests.escalation.test_promises import PROMISES

_SOURCE: Final = Source("a1", "An article", "/a1", "As it is written.")

Draw = Callable[[random.Random], Answer]


def _backed(text: str, **fields: object) -> Answer:
    known: dict[str, object] = {"confidence": 0.95, "grounded": True, "sources": (_SOURCE,)}
    return Answer(text, **{**known, **fields})  # type: ignore[arg-type]


def loops(_dice: random.Random) -> Answer:
    """Always the same."""
    return _backed(ANSWERS[0])


def rewords(dice: random.Random) -> Answer:
    """The same with other signs."""
    text = ANSWERS[1]
    return _backed(dice.choice((text, text.upper(), f"{text}!", text.replace(",", ""))))


def refuses(_dice: random.Random) -> Answer:
    return Answer("")


def breaks(_dice: random.Random) -> Answer:
    return Answer("", call=ModelCall("m", "timeout", failed=True))


def promises(dice: random.Random) -> Answer:
    return _backed(dice.choice(PROMISES))


def flatters(dice: random.Random) -> Answer:
    """Friendly words that claim to be backed and name nothing."""
    return _backed(dice.choice(FLATTERY), sources=())


def invents(dice: random.Random) -> Answer:
    return _backed(dice.choice(ANSWERS), grounded=False)


def guesses(dice: random.Random) -> Answer:
    return _backed(dice.choice(ANSWERS), confidence=dice.random())


def asks_back(dice: random.Random) -> Answer:
    """For ever, each time something else."""
    text = f"{dice.choice(QUESTIONS_BACK)} {dice.random():.3f}?"
    return Answer(text, asks_back=True, quick_replies=(TALK_TO_PERSON,))


def asks_the_same(dice: random.Random) -> Answer:
    return Answer(QUESTIONS_BACK[0] + "?", asks_back=True, quick_replies=(TALK_TO_PERSON,))


def wanders(dice: random.Random) -> Answer:
    """Backed, sure, and about something else."""
    return _backed(dice.choice(ANSWERS))


def mixes(dice: random.Random) -> Answer:
    return dice.choice(_PURE)(dice)


_PURE: Final[tuple[Draw, ...]] = (
    *(loops, rewords, refuses, breaks, promises, flatters, invents, guesses),
    *(asks_back, asks_the_same, wanders),
)
# Most often one that would really get through.
ASSISTANTS: Final[tuple[Draw, ...]] = (*_PURE, *(wanders,) * 4, *(mixes,) * 4)
