"""Names of people, places and postal addresses: a linear-chain model over the words of a text.

Weights and word lists lie in ``tagger.npz``, which ``training/names.py`` makes; what they were
learnt from and how well they do is in docs/trust.md. Takes about 30 µs a word.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from helpdesk.assistant.personal_data.edges import trimmed
from helpdesk.assistant.personal_data.features import Word, features, key, words
from helpdesk.assistant.personal_data.spans import Kind, Span

FILE = Path(__file__).with_name("tagger.npz")
# As the file orders them: outside, and the beginning and inside of each kind.
LABELS = ("O", "B-NAME", "I-NAME", "B-PLACE", "I-PLACE", "B-ADDRESS", "I-ADDRESS")
# The bit of the list of everyday words (training/lists.py).
EVERYDAY = 32
# Before a name even of who uses capitals for other words.
_INTRODUCING = frozenset(
    (
        "is",
        "am",
        "i'm",
        "i’m",
        "im",
        "name",
        "called",
        "hi",
        "hello",
        "hey",
        "dear",
        "mr",
        "mrs",
        "ms",
    )
)
# A pasted log is read this far; a chat message has 20 words.
WORDS_READ = 3_000
# How much surer than "nothing personal" a label has to be.
CAUTION = 0.0


@dataclass(frozen=True, slots=True)
class Model:
    """Sorted keys and, row by row, what belongs to each.

    ``rows`` [features, labels] are weights, ``steps`` [labels, labels] those from one label to the
    next; ``lists`` are bits.
    """

    keys: NDArray[np.uint32]
    rows: NDArray[np.float32]
    steps: NDArray[np.float32]
    list_keys: NDArray[np.uint32]
    lists: NDArray[np.uint8]

    def known(self, key: int) -> int:
        place = int(self.list_keys.searchsorted(np.uint32(key)))
        found = place < len(self.list_keys) and self.list_keys[place] == key
        return int(self.lists[place]) if found else 0

    def scores(self, each: list[list[int]]) -> NDArray[np.float32]:
        """[words, labels] before their neighbours are heard."""
        wanted = np.array(each, dtype=np.uint32)
        places = np.minimum(self.keys.searchsorted(wanted), len(self.keys) - 1)
        rows = np.where((self.keys[places] == wanted)[..., None], self.rows[places], 0)
        scores: NDArray[np.float32] = rows.sum(axis=1)
        scores[:, 0] += CAUTION
        return scores


@cache
def model() -> Model:
    """Loaded once in each process; 2 MB."""
    with np.load(FILE) as kept:
        rows = kept["rows"].astype(np.float32) * kept["scale"]
        return Model(kept["keys"], rows, kept["steps"], kept["list_keys"], kept["lists"])


def find(text: str) -> Iterator[Span]:
    found = words(text)[:WORDS_READ]
    if found:
        trained = model()
        labels = best_labels(trained.scores(features(found, trained.known)), trained.steps)
        yield from _spans(found, labels, trained)


def best_labels(scores: NDArray[np.float32], steps: NDArray[np.float32]) -> list[int]:
    """The likeliest row of labels (Viterbi 1967)."""
    total, came_from = scores[0], []
    for here in scores[1:]:
        ways = total[:, None] + steps
        came_from.append(ways.argmax(axis=0))
        total = ways.max(axis=0) + here
    label = int(total.argmax())
    labels = [label]
    for back in reversed(came_from):
        label = int(back[label])
        labels.append(label)
    return labels[::-1]


def _spans(found: list[Word], labels: list[int], trained: Model) -> Iterator[Span]:
    cares = any(word.text[0].isupper() and len(word.text) > 1 for word in found)
    for kind, before, run in _runs(found, labels):
        kept = trimmed(kind, run)
        doubtful = _is_small(kept) and (cares or _is_everyday(kept[0], trained))
        if kept and not (doubtful and before not in _INTRODUCING):
            yield Span(kept[0].start, kept[-1].end, kind)


def _is_small(kept: list[Word]) -> bool:
    """One word in small letters: hardly a name where the writer uses capitals (``cares``)."""
    return len(kept) == 1 and kept[0].text.isalpha() and kept[0].text.islower()


def _is_everyday(word: Word, trained: Model) -> bool:
    return bool(trained.known(key(word.text)) & EVERYDAY)


def _runs(found: list[Word], labels: list[int]) -> Iterator[tuple[Kind, str, list[Word]]]:
    """The words that stand together under one kind, with the word before them."""
    kind, run, before, last = "", list[Word](), "", ""
    for word, label in zip(found, labels, strict=True):
        begins, _, name = LABELS[label].partition("-")
        if begins != "I" or name != kind:
            if kind:
                yield Kind(kind), before, run
            kind, run, before = name, [], last
        run.append(word)
        last = word.text.lower()
    if kind:
        yield Kind(kind), before, run
