"""Finds the sentence in which customers say what they want to come of it. No model.

An extract: the sentence is theirs. English and German where words decide, with the commonest
ways of saying it in French, Spanish, Italian, Dutch and Portuguese.
"""

import re
from collections.abc import Sequence
from typing import Final

from escalation.facts.asking import asks_in_words

_SAID_OUTRIGHT: Final = re.compile(
    r"\b(?:(?:i|we)\s+(?:just\s+|only\s+|really\s+)?(?:want|need|expect|demand|insist|request)\b"
    r"|(?:i|we)\s*(?:'|’|\s+woul)d\s+(?:really\s+)?(?:like|love|prefer|rather)\b|i\s+wish\b"
    r"|(?:i\s*am|i['’]m|we\s*are|we['’]re)\s+(?:asking|looking|trying|hoping)\s+(?:for|to)\b"
    r"|ich\s+(?:will|möchte|brauche|verlange|hätte\s+gern|erwarte)|wir\s+(?:möchten|brauchen|wollen)"
    r"|je\s+(?:veux|voudrais|souhaite)|j['’]ai\s+besoin|quiero|quisiera|necesito|vorrei|voglio"
    r"|ik\s+wil|quero|preciso|gostaria)",
    re.IGNORECASE,
)
_ASKED_FOR: Final = re.compile(
    r"\bplease\b|\b(?:can|could|would)\s+you\b|\bgive\s+me\b|\bsend\s+me\b|\brefund\s+me\b"
    r"|\bbitte\b|\bkönnen\s+sie\b|\bkönnt\s+ihr\b|\bs['’]il\s+vous\s+pla[iî]t\b|\bpor\s+favor\b",
    re.IGNORECASE,
)
_ASKED: Final = re.compile(
    r"\bhow\s+(?:do|can|could|should|would)\s+(?:i|we)\b|\b(?:can|could|may)\s+(?:i|we)\b"
    r"|\bis\s+there\s+(?:a|any|some)\b|\bhelp\s+(?:me|us)\b|\bwie\s+kann\s+ich\b|\bkann\s+ich\b",
    re.IGNORECASE,
)
# From the clearest on: of equally clear ones the latest counts, since wishes change.
_WAYS: Final = (_SAID_OUTRIGHT, _ASKED_FOR, _ASKED)
# “I need some help” says nothing about what is wanted.
_EMPTY: Final = re.compile(
    r"\b(?:need|want|like|me|with)\s+(?:some\s+|your\s+|more\s+)?(?:help|assistance|support|that|this)"
    r"(?:\s+(?:here|please|now|with\s+(?:this|that|it)))*\s*[.!?]*$|\byou\s+help\s+me\s*[.!?]*$"
    r"|\bplease,?\s+help\b.{0,30}$|\boffer\s+(?:a|some)\s+suggestions?\b",
    re.IGNORECASE,
)
_ASKS_FOR_PERSON: Final = 0.75


def place_of_wish(sentences: Sequence[str]) -> int | None:
    """Which of these sentences says most clearly what is wanted; None when none does.

    Asking for a person is why it is handed over, not what should come of it.
    """
    for way in _WAYS:
        for place in reversed(range(len(sentences))):
            if _says(sentences[place], way):
                return place
    return None


def _says(sentence: str, way: re.Pattern[str]) -> bool:
    if way.search(sentence) is None or _EMPTY.search(sentence):
        return False
    return asks_in_words(sentence).score < _ASKS_FOR_PERSON
