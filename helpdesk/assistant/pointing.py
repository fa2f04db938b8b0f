"""Words that point at something which nobody named: "is this language hard to learn?"."""

import re
from collections.abc import Iterable, Sequence

from escalation.facts.reading import plain, stem, tokens

_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
_POINTERS = frozenset(("this", "that", "these", "those"))
# After these "that" points; elsewhere it mostly joins clauses ("the idea that …").
_BEFORE_THAT_WORDS = "about at by can did do does for from in into is of on or and to was with"
_BEFORE_THAT = frozenset(_BEFORE_THAT_WORDS.split())
# What ends the thing pointed at: verbs that help, prepositions, joints.
_ENDS_WORDS = (
    "a about after all also an and any apply are as at be before been between but by can could did "
    "do does during from for happen happens has have he here how if in into is it just look looks "
    "like may mean means might more must not of on or our over play really should so sound sounds "
    "still than that the their then there they this to true under was we were what when where "
    "which who why will with work works would you your"
)
_ENDS = frozenset(_ENDS_WORDS.split())
# They can stand for whatever was said.
_VAGUE_WORDS = (
    "bit case cases day days information issue kind kinds matter month months much one ones part "
    "point problem question reason same situation sort sorts stuff term terms thing things time "
    "times topic type types way ways week weeks year years"
)
_VAGUE = frozenset(_VAGUE_WORDS.split())
LONGEST = 3


def unnamed(question: str, before: Iterable[str]) -> str:
    """What the question points at though neither it nor a line before names it; "" if nothing.

    In the question's own words, such as "this language". English only.
    """
    words = _WORD.findall(question)
    said = {stem(word) for line in before for word in tokens(line)}
    for place, word in enumerate(words):
        if _points(words, place):
            thing = _thing(words[place + 1 :])
            named = said | {stem(plain(earlier)) for earlier in words[:place]}
            if _is_unnamed(thing, named):
                return " ".join([word.lower(), *thing])
    return ""


def _points(words: Sequence[str], place: int) -> bool:
    word = words[place].lower()
    if word != "that" or place == 0:
        return word in _POINTERS
    return words[place - 1].lower() in _BEFORE_THAT


def _thing(after: Sequence[str]) -> list[str]:
    """The noun and what describes it, as far as can be told without a grammar."""
    thing: list[str] = []
    for word in after[:LONGEST]:
        if word.lower() in _ENDS or (thing and word.endswith(("ly", "ed"))):
            break
        thing.append(word)
    return thing


def _is_unnamed(thing: Sequence[str], named: set[str]) -> bool:
    telling = [word for word in map(plain, thing) if word not in _VAGUE]
    # "How is that calculated?" points at what was said, not at a thing of its own.
    if not telling or telling[0].endswith(("ed", "ly", "ing")):
        return False
    return not any(stem(word) in named for word in telling)
