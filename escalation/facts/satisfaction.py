"""Is the customer satisfied with how it goes? Small signs of both sides, added up.

The weights were chosen on dialogues that people rated turn by turn (docs/signals.md).
"""

import re
from collections.abc import Sequence
from typing import Final

from escalation.facts.no_help import said_no_help
from escalation.facts.reading import plain
from escalation.facts.repetition import letters_alike
from escalation.facts.values import Exchange, Signal
from escalation.signals.learnt import chance

_CANNOT: Final = re.compile(
    r"\b(?:sorry|unfortunately|apolog\w+|unable|unavailable|not\s+(?:able|available)|fail(?:s|ed)?"
    r"|(?:could|can|did|was|is|has|have)(?:\s+not|n't)|cannot|there\s+(?:are|is)\s+no"
    r"|no\s+(?:\w+\s+)?(?:found|match\w*|available|results?|luck)|error|went\s+wrong|problem)\b"
)
_REJECTS: Final = re.compile(
    r"^\W*(?:no|nope|nah)\b|\bnot\s+(?:what|that|interested|good|really|right)\b"
    r"|\b(?:don't\s+(?:like|want)|another|else|other\s+(?:one|option)s?|different|instead|wrong"
    r"|change|actually|try\s+again|never\s?mind|forget\s+it)\b"
)
_ACCEPTS: Final = re.compile(
    r"\b(?:thank\w*|great|perfect|awesome|good|nice|sounds|wonderful|excellent|cool|amazing|love"
    r"|yes|sure|okay|ok|correct|right|lovely)\b"
)
# What each sign adds to the logarithm of the odds; 0.5 is reached by two strong ones.
_BASE: Final = -2.0
_MOOD: Final = -1.1
_WAS_REFUSED: Final = 0.9
_REFUSES: Final = 1.5
_IS_PLEASED: Final = -0.6
_SAYS_SO: Final = 1.0
_SAYS_IT_AGAIN: Final = 1.0


def dissatisfied(question: str, history: Sequence[Exchange], mood: float) -> Signal:
    """How little satisfied (0–1), with the words that show it; ``mood`` as ``sentiment`` says."""
    read = plain(question)
    answer = plain(history[-1].answer) if history else ""
    again = max((letters_alike(question, past.question) for past in history[-5:]), default=0.0)
    rejects, said = _REJECTS.search(read), said_no_help(question)
    odds = (
        _BASE
        + _MOOD * mood
        + _WAS_REFUSED * bool(_CANNOT.search(answer))
        + _REFUSES * bool(rejects)
        + _IS_PLEASED * bool(_ACCEPTS.search(read))
        + _SAYS_SO * bool(said)
        + _SAYS_IT_AGAIN * again
    )
    words = tuple(word for word in (said, rejects[0].strip() if rejects else "") if word)
    return Signal(round(chance(odds), 4), words)
