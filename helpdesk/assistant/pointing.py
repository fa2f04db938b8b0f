"""Words that point at something which nobody named: "is this language hard to learn?"."""

import re
from collections.abc import Iterable, Sequence

from escalation.facts.reading import plain, stem, tokens
from helpdesk.assistant.tongues import Pointing, tongue_of

_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
LONGEST = 3
_SHORTEST = 4


def unnamed(question: str, before: Iterable[str], locale: str = "") -> str:
    """What the question points at though neither it nor a line before names it; "" if nothing.

    In the question's own words, such as "this language"; in the languages of ``words/``.
    """
    how = tongue_of(question, locale).pointing
    words = _WORD.findall(question)
    said = {word for line in before for word in tokens(line)}
    for place, word in enumerate(words):
        if _points(words, place, how):
            thing = _thing(words[place + 1 :], how)
            named = said | {plain(earlier) for earlier in words[:place]}
            if _is_unnamed(thing, named, how):
                return " ".join([word.lower(), *thing])
    return ""


def _points(words: Sequence[str], place: int, how: Pointing) -> bool:
    word = words[place].lower()
    if word not in how.after or place == 0:  # at the very beginning it joins nothing
        return word in how.words or word in how.after
    return words[place - 1].lower() in how.after[word]


def _thing(after: Sequence[str], how: Pointing) -> list[str]:
    """The noun and what describes it, as far as can be told without a grammar."""
    thing: list[str] = []
    for word in after[: 1 if how.one_word else LONGEST]:
        if word.lower() in how.ends or (thing and word.endswith(how.ends_like)):
            break
        thing.append(word)
        if how.is_capital and word[0].isupper():
            return thing
    return [] if how.is_capital else thing


def _is_unnamed(thing: Sequence[str], named: set[str], how: Pointing) -> bool:
    # Where only the noun has a capital, what stands before it describes.
    nouns = thing[-1:] if how.is_capital else thing
    telling = [word for word in map(plain, nouns) if word not in how.vague]
    if not telling or telling[0].endswith(how.no_thing_like):
        return False
    return not any(_is_named(word, named, how) for word in telling)


def _is_named(word: str, named: set[str], how: Pointing) -> bool:
    root = _root(word, how)
    if how.is_compound and len(root) >= _SHORTEST:
        return any(root in other for other in named)
    return root in {_root(other, how) for other in named}


def _root(word: str, how: Pointing) -> str:
    for ending in how.endings:
        if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST:
            return word.removesuffix(ending)
    return word if how.endings else stem(word)
