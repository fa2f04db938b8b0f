"""Is every sentence of a generated answer backed by a passage that it names?

A sentence stays when it cites passages that were given and they back it (claims.py). What fails is
cut; an answer of which less than most is left is not grounded at all.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from escalation.facts.promises import promises_person
from escalation.facts.reading import tokens
from helpdesk.assistant.claims import problem_with
from helpdesk.assistant.masking import Mask
from knowledge.plain_text import sentences

KEPT_AT_LEAST = 0.6
_CITATION = re.compile(r"\s*\[(\d{1,2}(?:\s*,\s*\d{1,2})*)\]")
# A sentence with its citation, and the beginning of the next: nothing can join it any more.
_SETTLED = re.compile(r"(?:\[[\d\s,]+\]\s*[.!?]|[.!?](?:\s*\[[\d\s,]+\])+)\s+(?=[\"'“(]?[A-ZÀ-Þ])")
_STEP = re.compile(r"^\s*(?:\d+[.)]|[-*•])\s+")
_PROMISE = re.compile(
    r"\b(?:(?:transfer|connect|pass|hand|put|forward|escalate)\w*\s+(?:you|this|it)\b"
    r"|(?:i|we)(?:'ll|\s+will|\s+can)\s+(?:get\s+back|follow\s+up|contact|call|e-?mail|have)\b"
    r"|(?:someone|somebody|an?\s+(?:agent|person|human|colleague))\s+will\b)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Claim:
    """A sentence, the places of the passages it names, and what is wrong with it, or ""."""

    text: str
    places: tuple[int, ...]
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Checked:
    """The part of an answer that is backed, the passages it cites, and the share it is."""

    text: str
    cited: tuple[int, ...]
    support: float
    claims: tuple[Claim, ...] = ()

    @property
    def is_grounded(self) -> bool:
        return bool(self.text and self.cited) and self.support >= KEPT_AT_LEAST


def check(answer: str, told: Sequence[str], mask: Mask) -> Checked:
    """Keep what the passages ``told`` back. ``cited`` are places in them, in order of first use."""
    lines: list[str] = []
    claims: list[Claim] = []
    for line in answer.splitlines():
        judged = [_judged(part, told, mask) for part in _parts(line)]
        backed = [claim.text for claim in judged if not claim.problem]
        claims += judged
        if backed or not judged:
            lines.append(_joined(line, backed))
    kept = [claim for claim in claims if not claim.problem]
    cited = dict.fromkeys(place for claim in kept for place in claim.places)
    text = re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()
    return Checked(text, tuple(cited), len(kept) / len(claims) if claims else 0.0, tuple(claims))


def settled(draft: str) -> str:
    """The part of an unfinished answer that what follows cannot change.

    Whole lines, and of the last line whole sentences that cite something: what is kept of that
    part is how the part of the finished answer that is kept begins.
    """
    line = draft.rfind("\n") + 1
    ends = [found.end() for found in _SETTLED.finditer(draft, line)]
    return draft[: ends[-1] if ends else line]


def promises_more(answer: str) -> bool:
    """Whether the text promises a transfer or a deed, which no text can keep."""
    return bool(_PROMISE.search(answer) or promises_person(answer).score)


def _parts(line: str) -> list[str]:
    """The sentences of a line, each with the citations that stand behind its full stop."""
    bare = _STEP.sub("", line).strip()
    moved = re.sub(r"([.!?])((?:\s*\[[\d\s,]+\])+)", r"\2\1", bare)
    return [part for part in sentences(moved) if _says_something(part)]


def _says_something(part: str) -> bool:
    """A lone sign says nothing, an image does: it is asked for from wherever it lies."""
    return bool(tokens(_CITATION.sub("", part)) or "![" in part or "<" in part)


def _judged(sentence: str, told: Sequence[str], mask: Mask) -> Claim:
    places = tuple(
        int(number) - 1 for numbers in _CITATION.findall(sentence) for number in numbers.split(",")
    )
    text = _CITATION.sub("", sentence)
    if not places or any(not 0 <= place < len(told) for place in places):
        return Claim(text, (), "names no passage")
    if not mask.may_show(text, places):
        return Claim(text, places, "somebody else's data")
    return Claim(text, places, problem_with(text, "\n".join(told[place] for place in places)))


def _joined(line: str, parts: Sequence[str]) -> str:
    step = _STEP.match(line)
    return f"{step[0] if step else ''}{' '.join(parts)}"
