"""``evaluate confidence``: find the weights of the assistant's confidence, and how well they hold.

A logistic regression on few signals (``answering/confidence.py``): did the passage quoted answer?
Judged by domains that the weights have not seen: each is left out in turn.
"""

import json
from argparse import ArgumentParser
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from helpdesk.assistant.answering.answering import looked_up
from helpdesk.assistant.answering.confidence import WEIGHTS, signals
from helpdesk.assistant.calibration import calibration_error
from helpdesk.evaluation.answerability import Task, in_their_domains, tasks
from knowledge.evaluating import auroc

HELP = "fit the weights of the confidence, and cross-validate them by domain"
USED = ("fit", "matched", "agreement")
# Strong: a weight that only some domains ask for stays small.
RIDGE = 50.0
REFUSED = 0.15
STEPS = 30
JUDGED = ("ANSWERABLE", "UNANSWERABLE")
# The public sets have two names for one domain.
SAME = {"ibmcloud": "cloud"}


@dataclass(frozen=True, slots=True)
class Sample:
    """One question's signals, and whether what would be quoted answers it."""

    domain: str
    values: tuple[float, ...]
    answerable: bool
    right: bool


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--tasks", type=Path, required=True, nargs="+", help="files as of evaluate answerability"
    )
    parser.add_argument(
        "--write", action="store_true", help=f"keep the weights in {WEIGHTS.name}, where they count"
    )


def run(options: dict[str, Any]) -> dict[str, Any]:
    """The figures of domains left out; with ``--write`` the weights of all are kept."""
    asked = [task for path in options["tasks"] for task in tasks(path) if task.kind in JUDGED]
    samples = [one for one in in_their_domains(map(_as_one, asked), _sample) if one]
    found = _validated(samples)
    if options["write"]:
        bias, *weights = _fitted(samples)
        kept = {
            "bias": round(bias, 3),
            "weights": {name: round(weight, 3) for name, weight in zip(USED, weights, strict=True)},
            "fitted_on": [path.name for path in options["tasks"]],
            "domains_left_out_in_turn": found,
        }
        WEIGHTS.write_text(json.dumps(kept, indent=2) + "\n")
    return found


def _as_one(task: Task) -> Task:
    """The same under the name that its domain has in every file: one knowledge base of all."""
    return replace(task, domain=SAME.get(task.domain, task.domain))


def _sample(task: Task, ids: Mapping[int, str]) -> Sample | None:
    before = [line for one in task.history for line in (one.question, one.answer)]
    findings = looked_up(task.question, before)
    if not findings.hits:
        return None
    known = signals(findings)
    answerable = task.kind == "ANSWERABLE"
    found = ids.get(findings.hits[0].article_id or 0)
    return Sample(
        domain=task.domain,
        values=tuple(known[name] for name in USED),
        answerable=answerable,
        right=answerable and found in {one.id for one in task.passages},
    )


def _validated(samples: Sequence[Sample]) -> dict[str, Any]:
    """Each domain judged by weights that were fitted on the others."""
    scores, judged = [], []
    for domain in sorted({one.domain for one in samples}):
        own = [one for one in samples if one.domain == domain]
        weights = _fitted([one for one in samples if one.domain != domain])
        scores += [_score(weights, one) for one in own]
        judged += own
    known = [score for score, one in zip(scores, judged, strict=True) if one.answerable]
    limit = float(np.quantile(known, REFUSED))
    unknown = [score for score, one in zip(scores, judged, strict=True) if not one.answerable]
    return {
        "n": len(judged),
        "auroc": auroc(scores, [one.answerable for one in judged]),
        "ece": calibration_error(scores, [one.right for one in judged]),
        "right": round(float(np.mean([one.right for one in judged])), 4),
        "limit_at_15_refused": round(limit, 3),
        "unanswerable_below_it": round(float(np.mean([score < limit for score in unknown])), 4),
    }


def _fitted(samples: Sequence[Sample]) -> list[float]:
    """Bias and weights by Newton's method, on signals standardised for the ridge alone."""
    raw = np.array([one.values for one in samples])
    middle, spread = raw.mean(axis=0), raw.std(axis=0) + 1e-9
    known = np.column_stack([np.ones(len(raw)), (raw - middle) / spread])
    right = np.array([one.right for one in samples], dtype=float)
    ridge = RIDGE * np.diag([0.0, *[1.0] * raw.shape[1]])
    weights = np.zeros(known.shape[1])
    for _ in range(STEPS):
        chance = 1 / (1 + np.exp(-known @ weights))
        slope = known.T @ (chance - right) + ridge @ weights
        bend = (known * (chance * (1 - chance))[:, None]).T @ known + ridge
        weights -= np.linalg.solve(bend, slope)
    plain = weights[1:] / spread
    return [float(weights[0] - plain @ middle), *map(float, plain)]


def _score(weights: Sequence[float], sample: Sample) -> float:
    bias, *others = weights
    return float(1 / (1 + np.exp(-bias - np.dot(others, sample.values))))
