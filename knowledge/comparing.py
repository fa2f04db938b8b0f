"""What changed between two texts: lines, and the words in them."""

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import zip_longest

# Lines around a change that are shown too.
AROUND = 2
# Longer blocks are shown as gone and come, without their words being compared.
MOST_LINES = 40


@dataclass(frozen=True, slots=True)
class Part:
    """Some words of a line, and whether the other side has them otherwise."""

    text: str
    is_changed: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """``+`` came, ``-`` went, a blank stayed, ``…`` stands for lines that stayed."""

    sign: str
    parts: tuple[Part, ...] = ()


def lines(before: str, after: str) -> list[Line]:
    """The changed lines with a few around each; none when the texts are the same."""
    old, new = before.splitlines(), after.splitlines()
    matcher = SequenceMatcher(None, old, new)
    shown: list[Line] = []
    end = 0
    for group in matcher.get_grouped_opcodes(AROUND):
        if group[0][1] > end:
            shown.append(Line("…"))
        for tag, a, b, c, d in group:
            shown += _block(tag, old[a:b], new[c:d])
        end = group[-1][2]
    return [*shown, Line("…")] if shown and end < len(old) else shown


def _block(tag: str, old: list[str], new: list[str]) -> Iterator[Line]:
    if tag == "equal":
        yield from (Line(" ", (Part(line),)) for line in old)
        return
    if max(len(old), len(new)) > MOST_LINES:
        yield from (Line("-", (Part(line),)) for line in old)
        yield from (Line("+", (Part(line),)) for line in new)
        return
    pairs = [_words(one or "", other or "") for one, other in zip_longest(old, new)]
    yield from (Line("-", gone) for gone, _ in pairs[: len(old)])
    yield from (Line("+", came) for _, came in pairs[: len(new)])


def _words(old: str, new: str) -> tuple[tuple[Part, ...], tuple[Part, ...]]:
    gone, came = old.split(" "), new.split(" ")
    codes = SequenceMatcher(None, gone, came, autojunk=False).get_opcodes()
    return (
        tuple(_parts((gone[a:b], tag != "equal") for tag, a, b, _, _ in codes)),
        tuple(_parts((came[c:d], tag != "equal") for tag, _, _, c, d in codes)),
    )


def _parts(runs: Iterator[tuple[list[str], bool]]) -> Iterator[Part]:
    """Runs of words with the blanks between them."""
    for words, is_changed in runs:
        if words:
            yield Part(" ".join(words) + " ", is_changed)
