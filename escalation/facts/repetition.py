"""Does the conversation go in circles? Questions asked again, answers given again, no help."""

import math
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Final

from escalation.deciding import Exchange, Signal
from escalation.facts.reading import plain, stem, tokens
from escalation.facts.slips import is_one_slip

_FILLER_WORDS: Final = (
    "a an the i i'm i've i'd you your my me we our it its it's this that these those is are was "
    "were be been do does did doing done can could would should will may might must have has had "
    "to of in on at for from with by as and or but so if then than there here how what when where "
    "why which who please just also any some get got want need like help hi hello hey thanks "
    "thank ok okay yes no not don't can't about still again"
)
_FILLERS: Final = frozenset(_FILLER_WORDS.split())
_NO_HELP: Final = re.compile(
    r"\b(?:(?:did|does|do|has|is|was)(?:\s+not|n't|nt)|not|no|never|isnt|doesnt|didnt)\s+"
    r"(?:really\s+|actually\s+|even\s+)?(?:help\w*|work\w*|solve\w*|fix\w*|answer\w*|"
    r"what\s+i\s+(?:asked|meant|mean)|my\s+question|right|useful|change\s+anything)\b"
    r"|\b(?:already|have)\s+tried\b|\btried\s+(?:that|this|it|all)\b|\bsame\s+(?:error|problem|"
    r"issue|thing|result)\b|\bstill\s+(?:not|no|the\s+same|broken|happening|failing|doesn't|"
    r"does\s+not|can't|cannot|isn't|won't)\b|\byou\s+(?:don't|do\s+not|didn't)\s+understand\b"
    r"|\b(?:that's|thats|that\s+is|this\s+is)\s+(?:wrong|not\s+it|useless|no\s+help)\b"
    r"|^\W*(?:wrong|useless|nope|not\s+helpful|no\s+help|no\s+it\s+(?:didn't|doesn't))\W*$"
)
_REPHRASED: Final = 0.6
_SISTERS: Final = 0.75
# Each word is compared with each: nobody asks with so many, a pasted log may.
_CONTENT_WORDS: Final = 80
# So many first letters in common make one word of two: export, exporting.
_SAME_BEGINNING: Final = 4
# Below this two answers merely share the language; not worth showing to anyone.
_WORTH_SHOWING: Final = 0.5
CONTRADICTED: Final = "contradicted"


def said_no_help(text: str) -> str:
    """The words by which the customer says that it did not help; empty when there are none."""
    found = _NO_HELP.search(plain(text))
    return found[0].strip() if found else ""


def alike(one: str, other: str) -> float:
    """How much two questions ask the same (0–1), by their content words, forgiving slips.

    Two questions that each have a word of their own (export invoices, export contacts) are
    sisters rather than the same question, and count for less.
    """
    first, second = _content(one), _content(other)
    score = _cosine(_pieces(first), _pieces(second))
    sisters = _has_own_word(first, second) and _has_own_word(second, first)
    return round(score * (_SISTERS if sisters else 1), 3)


def rephrased(question: str, history: Sequence[Exchange]) -> Signal:
    """How much the question is one that was asked before, with the earlier wording."""
    scored = [(alike(question, past.question), past.question) for past in history]
    score, earlier = max(scored, default=(0.0, ""))
    return Signal(score, (earlier,)) if score > 0 else Signal()


def repeated(answer: str, history: Sequence[Exchange]) -> Signal:
    """How much the answer is one that was given before, with the earlier wording."""
    scored = [(_same_text(answer, past.answer), past.answer) for past in history]
    score, earlier = max(scored, default=(0.0, ""))
    return Signal(round(score, 3), (earlier[:160],)) if score >= _WORTH_SHOWING else Signal()


def failures(question: str, history: Sequence[Exchange]) -> tuple[str, ...]:
    """Why each earlier answer of this stretch failed, as far as the customer showed it."""
    followed = pairwise([*history, Exchange(question, "")])
    return tuple(why for past, after in followed if (why := _why_failed(past, after.question)))


def _why_failed(past: Exchange, after: str) -> str:
    if past.verdict == CONTRADICTED:
        return "Customer said it was not solved"
    if words := said_no_help(after):
        return f"“{words}”"
    if alike(past.question, after) >= _REPHRASED:
        return f"Asked again: “{after[:120]}”"
    return ""


def _same_text(one: str, other: str) -> float:
    if plain(one) == plain(other):
        return 1.0 if one.strip() else 0.0
    return _cosine(_pieces(tokens(one)), _pieces(tokens(other)))


def _content(text: str) -> tuple[str, ...]:
    told = dict.fromkeys(stem(word) for word in tokens(text) if word not in _FILLERS)
    return tuple(told)[:_CONTENT_WORDS]


def _has_own_word(words: Iterable[str], others: Sequence[str]) -> bool:
    return any(not any(_same_word(word, other) for other in others) for word in words)


def _same_word(one: str, other: str) -> bool:
    if one == other or is_one_slip(one, other):
        return True
    shortest = min(len(one), len(other))
    return shortest >= _SAME_BEGINNING and one[:_SAME_BEGINNING] == other[:_SAME_BEGINNING]


def _pieces(words: Iterable[str]) -> Counter[str]:
    """Runs of two to four letters inside the words, counted."""
    framed = [f"<{word}>" for word in words]
    return Counter(
        word[at : at + size]
        for word in framed
        for size in (2, 3, 4)
        for at in range(len(word) - size + 1)
    )


def _cosine(one: Counter[str], other: Counter[str]) -> float:
    shared = sum(count * other[piece] for piece, count in one.items())
    return shared / (_length(one) * _length(other)) if shared else 0.0


def _length(pieces: Counter[str]) -> float:
    return math.sqrt(sum(count * count for count in pieces.values()))
