"""Tells matters from manners: greetings, thanks and assent say nothing about a case."""

from typing import Final

_MANNER_WORDS: Final = (
    "hi hello hey yes yeah yep no nope ok okay sure thanks thank you very much so that "
    "that's thats is all for now great good perfect sounds fine nice awesome cool right "
    "correct please i it its it's the a have day bye goodbye lot again really works work "
    "me will be do does not need anything else your help been helpful appreciate excellent "
    "wonderful alright well also and just this one sound like would wanted to know what "
    "i'm im am glad how about you've assistance efforts patience understanding merci beaucoup "
    "bonjour danke bitte hallo gracias hola grazie ciao obrigado bedankt"
)
_MANNERS: Final = frozenset(_MANNER_WORDS.split())


def matter_of(sentence: str) -> list[str]:
    """Its words that are more than manners; empty for “Yes, that's right. Thank you!”."""
    words = (word.strip(".,!?").lower() for word in sentence.split())
    return [word for word in words if word and word not in _MANNERS]
