"""The languages in which the assistant speaks for itself, each a file of ``words/``.

A further language is a further file. Which one a text is in is told by its common words; a text
without any ("Rechnungen?") is in the language that its writer reads the screen in.
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

from escalation.facts.reading import tokens

FOLDER: Final = Path(__file__).parent / "words"
USUAL: Final = "en"
# A question's first lines show its language; the rest may be a pasted log.
_READ_AT_MOST: Final = 1_000
_ENDINGS: Final = ("ends_like", "no_thing_like", "endings")


@dataclass(frozen=True, slots=True)
class Pointing:
    """How a language points at a thing: what ``helpdesk.assistant.pointing`` goes by.

    ``words`` point wherever they stand, those of ``after`` only behind one of a few others.
    """

    words: frozenset[str]
    after: Mapping[str, frozenset[str]]
    ends: frozenset[str]
    ends_like: tuple[str, ...]
    vague: frozenset[str]
    no_thing_like: tuple[str, ...]
    # What inflection adds; () is English, whose words have stems already.
    endings: tuple[str, ...] = ()
    is_capital: bool = False
    is_compound: bool = False
    one_word: bool = False


@dataclass(frozen=True, slots=True)
class Tongue:
    """What the assistant says of its own in one language, and what is known of its words."""

    code: str
    what: str
    which: str
    more: str
    person: str
    quoted: str
    asks_how: re.Pattern[str]
    common: frozenset[str]
    pointing: Pointing

    def telling(self, text: str) -> list[str]:
        """The words of the text that say what it is about."""
        return [word for word in tokens(text) if word not in self.common]


def tongue_of(text: str, locale: str = "") -> Tongue:
    """The language that a text is in; else that of ``locale`` ("de-AT"), else English."""
    words = tokens(text[:_READ_AT_MOST])
    known = {code: sum(word in one.common for word in words) for code, one in _tongues().items()}
    most = max(known.values())
    first = [code for code, count in known.items() if count == most]
    if most and len(first) == 1:
        return _tongues()[first[0]]
    return _tongues().get(locale[:2].lower(), _tongues()[USUAL])


def codes() -> tuple[str, ...]:
    """The languages there are, in order."""
    return tuple(_tongues())


@cache
def _tongues() -> dict[str, Tongue]:
    files = sorted(FOLDER.glob("*.toml"))
    return {file.stem: _read(file.stem, tomllib.loads(file.read_text("utf-8"))) for file in files}


def _read(code: str, said: dict[str, Any]) -> Tongue:
    texts = {name: said[name] for name in ("what", "which", "more", "person", "quoted")}
    return Tongue(
        code=code,
        asks_how=re.compile(said["asks_how"]),
        common=_set(said["common"]),
        pointing=_pointing(said),
        **texts,
    )


def _pointing(said: dict[str, Any]) -> Pointing:
    thing = said["pointed_at"]
    after = {word: _set(listed) for word, listed in said["pointing_after"].items()}
    listed = {name: tuple(thing.get(name, "").split()) for name in _ENDINGS}
    return Pointing(
        words=_set(said["pointing"]),
        after=after,
        ends=_set(thing["ends"]),
        vague=_set(thing["vague"]),
        ends_like=listed["ends_like"],
        no_thing_like=listed["no_thing_like"],
        endings=listed["endings"],
        is_capital=bool(thing.get("is_capital")),
        is_compound=bool(thing.get("is_compound")),
        one_word=bool(thing.get("one_word")),
    )


def _set(listed: str) -> frozenset[str]:
    return frozenset(listed.split())
