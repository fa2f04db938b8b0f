"""``evaluate loops``: are two questions the same one?"""

from argparse import ArgumentParser
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from escalation.facts.repetition import same_question
from escalation.rules import LIMITS, Trigger
from escalation.signals.meaning import ENOUGH, Sense, meaning_of
from escalation.signals.pieces import Vector
from helpdesk.evaluation.figures import area, heard_figures
from helpdesk.evaluation.reading import lines

HELP = "how well a question that was asked before is told from another one"


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--pairs", type=Path, required=True, help='lines {"a", "b", "same"}')


def run(options: dict[str, Any]) -> dict[str, Any]:
    """``{n, positives, precision, recall, f1, average_precision, auroc}``."""
    read = lines(options["pairs"], "a", "b", "same")
    sense = Sense(meaning_of, _centre([str(row["a"]) for row in read]))
    scores = [same_question(str(row["b"]), str(row["a"]), sense) for row in read]
    there = [bool(row["same"]) for row in read]
    limit = LIMITS[Trigger.REPHRASED_QUESTION].start
    return heard_figures(scores, there, limit) | {"auroc": area(scores, there)}


def _centre(asked: Sequence[str]) -> Vector | None:
    """The file stands for one tenant: its field is where the first questions of the pairs lie."""
    vectors = [vector for text in asked if (vector := meaning_of(text)) is not None]
    return np.mean(vectors, axis=0) if len(vectors) >= ENOUGH else None
