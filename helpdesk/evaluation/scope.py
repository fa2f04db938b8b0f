"""``evaluate scope``: is a message about what the examples are about, and about which of them?"""

from argparse import ArgumentParser
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np

from escalation.signals.scope import Example, Place, Scope
from helpdesk.evaluation.figures import area
from helpdesk.evaluation.reading import Row, lines
from knowledge.embeddings import embed
from knowledge.evaluating import BadFile

HELP = "how well messages out of scope are told from those in scope"

_FALSE_REJECTION: Final = 0.05


def add_arguments(parser: ArgumentParser) -> None:
    shape = 'lines {"text", "label", "oos", "group"?}'
    parser.add_argument("--messages", type=Path, required=True, help=shape)
    parser.add_argument("--train", type=Path, required=True, help=f"examples: {shape}")


def run(options: dict[str, Any]) -> dict[str, Any]:
    """Of the whole file, or of each group with its own scope and of all together."""
    asked = lines(options["messages"], "text", "label", "oos")
    known = [row for row in lines(options["train"], "text", "label", "oos") if not row["oos"]]
    groups = sorted({str(row.get("group", "")) for row in asked})
    placed = {group: _placed(group, asked, known) for group in groups}
    whole = _figures([pair for pairs in placed.values() for pair in pairs])
    if groups == [""]:
        return whole
    return whole | {"by_group": {group: _figures(pairs) for group, pairs in placed.items()}}


def _placed(group: str, asked: Sequence[Row], known: Sequence[Row]) -> list[tuple[Row, Place]]:
    """The group's messages by the scope of its own examples; what is asked is no example."""
    here = [row for row in asked if str(row.get("group", "")) == group]
    said = {str(row["text"]) for row in here}
    own = [
        row for row in known if str(row.get("group", "")) == group and str(row["text"]) not in said
    ]
    if not own:
        raise BadFile(f"--train: has no examples of the group “{group}”.")
    labels = [str(row["label"]) for row in own]
    scope = Scope(
        [
            Example(str(row["text"]), label, vector)
            for row, label, vector in zip(own, labels, _vectors(own), strict=True)
        ]
    )
    vectors = _vectors(here)
    return [
        (row, scope.place(str(row["text"]), vector))
        for row, vector in zip(here, vectors, strict=True)
    ]


def _vectors(read: Iterable[Row]) -> np.ndarray[Any, np.dtype[np.float32]]:
    return np.asarray(embed([str(row["text"]) for row in read]), np.float32)


def _figures(placed: Sequence[tuple[Row, Place]]) -> dict[str, Any]:
    inside = [(row, place) for row, place in placed if not row["oos"]]
    outside = [place.fit for row, place in placed if row["oos"]]
    fits = sorted(place.fit for _, place in inside)
    cut = fits[int(_FALSE_REJECTION * len(fits))] if fits else 0.0
    right = sum(str(row["label"]) == place.label for row, place in inside)
    return {
        "n": len(placed),
        "auroc": area([place.fit for _, place in placed], [not row["oos"] for row, _ in placed]),
        "in_scope_accuracy": round(right / len(inside), 4) if inside else None,
        "recall_at_5pct_false_rejection": (
            round(sum(fit < cut for fit in outside) / len(outside), 4) if outside else None
        ),
    }
