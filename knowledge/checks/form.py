"""Checks of one article alone: its length, its title, and whether it is about one thing."""

import re
from collections.abc import Callable, Iterator, Sequence

import numpy as np

from knowledge.checks.found import Found
from knowledge.models import Finding
from knowledge.plain_text import Block, blocks

Embed = Callable[[list[str]], Sequence[Sequence[float]]]

# Four minutes of reading, some eight passages: what one task of a customer needs at the most.
MOST_WORDS = 1_000
# A part that is no nearer in meaning (cosine) to any other part is about something else. Of 45
# articles of two public help centres none has such a part; of 50 that were made of two, 44 % do.
APART = 0.2
LEAST_PART_WORDS = 12

_QUESTION = re.compile(
    r"\?$|^(how|what|why|when|where|which|who|can|could|do|does|is|are|will|wie|was|warum|wann|wo|"
    r"welche\w*|kann|comment|pourquoi|quand|où|qui|cómo|qué|por qué|cuándo|dónde)\b",
    re.IGNORECASE,
)
_SAYS_NOTHING = re.compile(
    r"^(faqs?|misc(ellaneous)?|general|information|info|overview|introduction|about( us)?|other|"
    r"notes?|welcome|untitled|document\d*|page \d+|new article|allgemeines|sonstiges|übersicht|"
    r"questions?( and answers)?|q ?& ?a|q and a|help|support|guide|manual|handbook)$",
    re.IGNORECASE,
)


def length(body: str) -> Iterator[Found]:
    """Too long to be read by somebody who has a question."""
    words = len(body.split())
    if words <= MOST_WORDS:
        return
    parts = _parts(body)
    longest = max(parts, key=lambda part: len(part[1].split()), default=("", ""))
    yield Found(
        Finding.Kind.LONG,
        f"{words:,} words; with more than {MOST_WORDS:,} readers give up. Split it by task.",
        longest[0],
    )


def title(words: str) -> Iterator[Found]:
    """A title says what the reader wants to do or know: a question, or a verb and its object."""
    words = words.strip()
    if not words:
        reason = "It has no title. Say what the reader wants to do."
    elif _SAYS_NOTHING.match(words):
        reason = f"“{words}” could stand above anything. Say what the reader wants to do."
    elif len(words.split()) == 1:
        reason = f"“{words}” names a thing. Say what the reader wants to do with it."
    else:
        return
    if not _QUESTION.search(words):
        yield Found(Finding.Kind.TITLE, reason, words)


def topics(body: str, embed: Embed) -> Iterator[Found]:
    """A part under a heading of its own that has nothing to do with any other."""
    parts = [(name, text) for name, text in _parts(body) if len(text.split()) >= LEAST_PART_WORDS]
    if len(parts) < 2:
        return
    meanings = np.asarray(embed([f"{name}\n{text}" for name, text in parts]))
    alike = meanings @ meanings.T
    np.fill_diagonal(alike, -1)
    nearest = alike.max(axis=1)
    # Of two that are as far from each other, the later one is the stranger.
    odd = len(parts) - 1 - int(np.argmin(nearest[::-1]))
    if nearest[odd] < APART:
        name = parts[odd][0] or "Its beginning"
        reason = f"“{name}” is about something else than the rest. Two articles are found better."
        yield Found(Finding.Kind.TOPICS, reason, name)


def _parts(body: str) -> list[tuple[str, str]]:
    """The text under each heading of the highest level that occurs more than once."""
    read = list(blocks(body))
    level = _level(read)
    parts: list[tuple[str, str]] = []
    name, text = "", ""
    for block in read:
        if block.level == level:
            parts.append((name, text))
            name, text = block.text, ""
        else:
            text += block.text + "\n"
    return [(name, text) for name, text in [*parts, (name, text)] if name or text.strip()]


def _level(read: list[Block]) -> int:
    levels = [block.level for block in read if block.level]
    return min((level for level in levels if levels.count(level) > 1), default=0)
