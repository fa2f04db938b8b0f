"""Cuts a passage into pieces that can be quoted alone: a list with its lead, a paragraph."""

import re
from collections.abc import Iterator
from itertools import groupby

from knowledge.plain_text import sentences

# A paragraph up to this long is quoted whole: its sentences lean on each other.
WHOLE = 60
_ITEM = re.compile(r"^(?:\d+[.)]|[-*•])\s")
_STOPS = (".", "!", "?", "”", '"', ")")


def units_of(text: str) -> list[str]:
    """The quotable pieces of a passage, in reading order."""
    blocks = [block.strip() for block in text.split("\n\n") if block.strip()]
    return [unit for block in _led(blocks) for unit in _shortened(block)]


def is_list(text: str) -> bool:
    """Whether the piece holds a list: steps, or things to choose from."""
    return sum(bool(_ITEM.match(line)) for line in text.splitlines()) > 1


def _led(blocks: list[str]) -> Iterator[str]:
    """The blocks, each list together with the line that leads to it."""
    lead = ""
    for block in blocks:
        if lead and _is_listed(block):
            yield f"{lead}\n\n{block}"
            lead = ""
            continue
        if lead:
            yield lead
        lead = block if _leads(block) else ""
        if not lead:
            yield block
    if lead:
        yield lead


def _is_listed(block: str) -> bool:
    return bool(_ITEM.match(block))


def _leads(block: str) -> bool:
    """A line like "If it was paid by card" or "Do this:" is nothing without what follows."""
    return not _is_listed(block) and len(block.split()) <= WHOLE and not block.endswith(_STOPS)


def _shortened(block: str) -> Iterator[str]:
    if len(block.split()) <= WHOLE or is_list(block) or "\n" in block:
        yield block
        return
    length = 0
    sized = []
    for sentence in sentences(block):
        length += len(sentence.split())
        sized.append((length // WHOLE, sentence))
    for _, group in groupby(sized, key=lambda pair: pair[0]):
        yield " ".join(sentence for _, sentence in group)
