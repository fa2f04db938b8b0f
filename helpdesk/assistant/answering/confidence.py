"""How sure to be that what is quoted answers the question: 0 to 1.

A logistic regression on a few signals of the search. Its weights are data, beside this file: how
they were found, on what, and how well they hold elsewhere stands in them and in docs/knowledge.md.
``manage.py evaluate confidence`` fits them again.
"""

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from helpdesk.assistant.answering.extractive import Quotation
from knowledge.retrieving import WORDS
from knowledge.search import Findings

WEIGHTS = Path(__file__).with_name("confidence.json")


@dataclass(frozen=True, slots=True)
class Weights:
    """What each signal counts for, as it is (not standardised)."""

    bias: float
    signals: Mapping[str, float]


def confidence(findings: Findings, quotation: Quotation) -> float:
    """The chance that the quotation answers the question."""
    if not quotation.text:
        return 0.0
    weights, seen = _weights(), signals(findings)
    weighed = weights.bias + sum(weights.signals[name] * seen[name] for name in weights.signals)
    return round(1 / (1 + math.exp(-weighed)), 3)


def signals(findings: Findings) -> dict[str, float]:
    """What is known of how well the question is met, by name; for a search that found something.

    ``fit``: meaning and words of the passage quoted, as the search adds them. The others are as in
    ``Findings``: ``matched`` its telling words, ``agreement`` of words and meaning on the article.
    """
    best = findings.hits[0]
    return {
        "fit": best.similarity + WORDS * best.words,
        "matched": findings.matched,
        "agreement": findings.agreement,
    }


@cache
def _weights() -> Weights:
    kept = json.loads(WEIGHTS.read_text())
    return Weights(kept["bias"], kept["weights"])
