"""Is every sentence of a generated answer backed by a passage that it names?

A sentence stays when it cites a passage that was given, holds no number that is missing there,
and shares most of its telling words with it. What fails is cut; an answer of which less than
most is left is not grounded at all.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from escalation.facts.reading import stem, tokens
from knowledge.plain_text import sentences
from knowledge.retrieving import Hit

BACKED_WORDS = 0.5
KEPT_AT_LEAST = 0.6
_CITATION = re.compile(r"\s*\[(\d{1,2}(?:\s*,\s*\d{1,2})*)\]")
_NUMBER = re.compile(r"\d+(?:[.,:]\d+)*")
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
class Checked:
    """The part of an answer that is backed, the passages it cites, and the share it is."""

    text: str
    cited: tuple[int, ...]
    support: float

    @property
    def is_grounded(self) -> bool:
        return bool(self.text and self.cited) and self.support >= KEPT_AT_LEAST


def check(answer: str, question: str, hits: Sequence[Hit]) -> Checked:
    """Keep what is backed. ``cited`` are places in ``hits``, in order of first use."""
    lines, cited, kept, total = [], dict[int, None](), 0, 0
    for line in answer.splitlines():
        judged = [(part, _backing(part, question, hits)) for part in _parts(line)]
        backed = [(part, places) for part, places in judged if places]
        total += len(judged)
        kept += len(backed)
        cited.update(dict.fromkeys(place for _, places in backed for place in places))
        if backed or not judged:
            lines.append(_joined(line, [part for part, _ in backed]))
    text = re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()
    return Checked(text, tuple(cited), kept / total if total else 0.0)


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
    return bool(_PROMISE.search(answer))


def _parts(line: str) -> list[str]:
    """The sentences of a line, each with the citations that stand behind its full stop."""
    bare = _STEP.sub("", line).strip()
    moved = re.sub(r"([.!?])((?:\s*\[[\d\s,]+\])+)", r"\2\1", bare)
    return [part for part in sentences(moved) if tokens(_CITATION.sub("", part))]


def _backing(sentence: str, question: str, hits: Sequence[Hit]) -> tuple[int, ...]:
    """The cited passages that back the sentence; empty when they do not."""
    places = [
        int(number) - 1 for numbers in _CITATION.findall(sentence) for number in numbers.split(",")
    ]
    if not places or any(not 0 <= place < len(hits) for place in places):
        return ()
    told = " ".join(f"{hits[place].article_title} {hits[place].text}" for place in places)
    bare = _CITATION.sub("", sentence)
    backed = _numbers_stand(bare, f"{told} {question}") and _words_stand(bare, told)
    return tuple(places) if backed else ()


def _numbers_stand(sentence: str, told: str) -> bool:
    return set(_NUMBER.findall(sentence)) <= set(_NUMBER.findall(told))


def _words_stand(sentence: str, told: str) -> bool:
    said = {stem(word) for word in tokens(sentence) if len(word) > 3}
    known = {stem(word) for word in tokens(told)}
    return not said or len(said & known) / len(said) >= BACKED_WORDS


def _joined(line: str, parts: Sequence[str]) -> str:
    step = _STEP.match(line)
    text = " ".join(_CITATION.sub("", part) for part in parts)
    return f"{step[0] if step else ''}{text}"
