"""``python -m training.signals DATA``: learns the weights of ``escalation/signals``.

Writes ``escalation/signals/weights.npz`` and, beside this file, ``signals.json``: the figures of
rows that the weights were not learnt from (five folds of all sources, and each source left out).
Reads only sets that may be trained on: the sources of ``triggers/messages`` but ``pool``,
``scope/clinc150`` as examples of what is none of it, and GoEmotions.
"""

import json
import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

import django
import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import average_precision_score, precision_recall_curve, roc_auc_score
from sklearn.model_selection import StratifiedKFold

django.setup()

from escalation.facts.asking import asks_in_words  # noqa: E402 - needs Django set up
from escalation.facts.sentiment import LEXICON_WEIGHT, lexicon_mood  # noqa: E402
from escalation.signals.learnt import WEIGHTS  # noqa: E402
from escalation.signals.nearness import Examples  # noqa: E402
from escalation.signals.pieces import PLACES  # noqa: E402
from training.sets import Row, features, rows  # noqa: E402

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

FOLDS: Final = 5
STRENGTH: Final = 30.0
MOOD_STRENGTH: Final = 3.0
FIGURES: Final = Path(__file__).with_suffix(".json")
# GPL-3: measured on, never learnt from.
NOT_LEARNT_FROM: Final = "pool"
# One customer's anger is another's grief; the set's own names.
_PLEASED: Final = (
    "admiration amusement approval caring gratitude joy love optimism pride relief "
    "excitement desire"
)
POSITIVE: Final = frozenset(_PLEASED.split())
# docs/signals.md says what else was tried beside it, and why it is not there.
MOOD_WEIGHT_OF_PLEASURE: Final = -0.1


@dataclass(frozen=True)
class Linear:
    """Weights of one signal: for places and vector together, and the bias.

    ``leaning`` is what it counts to be near to ``examples``, where there are any.
    """

    weights: Floats
    bias: float
    leaning: float = 0.0
    examples: Examples | None = None

    def sums(self, read: sparse.csr_matrix) -> Floats:
        """What each row comes to; from 0 on the signal is there."""
        told: Floats = read @ self.weights + self.bias
        if self.examples is None:
            return told
        return told + self.leaning * self.examples.lean(_vectors(read))


@dataclass(frozen=True)
class Signal:
    """What is learnt: the set's trigger, and what its threshold must reach (neither: the best F1).

    Where phrases are looked for as well, what was learnt adds to them only what it is sure of.
    """

    name: str
    trigger: str
    recall: float = 0.0
    precision: float = 0.0
    against_others: bool = False
    leaning: float = 0.0


SIGNALS: Final = (
    Signal("asks_for_person", "handoff", precision=0.96, against_others=True),
    Signal("refund", "refund"),
    Signal("cancellation", "cancellation"),
    Signal("billing_dispute", "billing_dispute", recall=0.955, against_others=True),
    Signal("security", "security", precision=0.87, leaning=10.0),
    Signal("bug_report", "bug_report"),
    Signal("buying_intent", "buying_intent"),
)
_SOFT: Final = {"handoff": {"handoff_soft", "handoff_ambiguous", "callback"}}


def main(data: Path) -> None:
    """Learn all, write the weights and the figures."""
    told = rows(data / "triggers/messages.jsonl.gz")
    read = features([row["text"] for row in told])
    others = features([row["text"] for row in rows(data / "scope/clinc150.jsonl.gz")[:15_000:3]])
    learnt: dict[str, Linear] = {}
    figures: dict[str, Any] = {}
    for signal in SIGNALS:
        learnt[signal.name], figures[signal.name] = _signal(signal, told, read, others)
        print(signal.name, json.dumps(figures[signal.name]), flush=True)
    learnt["upset"], figures["upset"] = _mood(data)
    print("upset", json.dumps(figures["upset"]), flush=True)
    _keep(learnt, np.asarray(read[:, PLACES:].mean(axis=0)).ravel())
    FIGURES.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")


def _signal(
    signal: Signal, told: list[Row], read: sparse.csr_matrix, others: sparse.csr_matrix
) -> tuple[Linear, dict[str, Any]]:
    trigger = signal.trigger
    skipped = _SOFT.get(trigger, {f"{trigger}_soft"})
    kept = [
        at
        for at, row in enumerate(told)
        if trigger in row["labelled_for"] and not skipped & set(row["soft"])
    ]
    is_there = np.array([trigger in told[at]["triggers"] for at in kept])
    sources = np.array([told[at]["source"] for at in kept])
    beside = others if signal.against_others else others[:0]
    fit = _fitter(signal, read[kept], is_there, beside)
    sums = _held_out(fit, read[kept], is_there, sources)
    words = np.array([asks_in_words(told[at]["text"]).score for at in kept])
    is_said = words >= 0.5 if trigger == "handoff" else np.zeros(len(kept), bool)
    threshold = _threshold(sums, is_there, signal)
    final = fit(np.flatnonzero(sources != NOT_LEARNT_FROM))
    figures = _figures(is_said | (sums >= threshold), is_there, sources)
    if is_said.any():
        figures |= {"learnt_alone": _figures(sums >= threshold, is_there, sources)}
    figures |= {"average_precision": round(float(average_precision_score(is_there, sums)), 3)}
    figures |= {"left_out": _left_out(fit, read[kept], is_there, sources)}
    return replace(final, bias=final.bias - threshold), figures


def _fitter(
    signal: Signal, read: sparse.csr_matrix, is_there: Bools, beside: sparse.csr_matrix
) -> Callable[[NDArray[np.int64]], Linear]:
    def fit(chosen: NDArray[np.int64]) -> Linear:
        known = sparse.vstack([read[chosen], beside]).tocsr()
        labels = np.concatenate([is_there[chosen], np.zeros(beside.shape[0], bool)])
        one = _fit(known, labels, STRENGTH, balanced=True)
        if not signal.leaning:
            return one
        examples = Examples(_vectors(known), labels)
        return replace(one, leaning=signal.leaning, examples=examples)

    return fit


def _vectors(read: sparse.csr_matrix) -> NDArray[np.float32]:
    return np.asarray(read[:, PLACES:].toarray(), np.float32)


def _fit(known: sparse.csr_matrix, labels: Bools, strength: float, *, balanced: bool) -> Linear:
    model = LogisticRegression(
        C=strength,
        class_weight="balanced" if balanced else None,
        solver="liblinear",
        max_iter=300,
        random_state=0,
    ).fit(known, labels)
    return Linear(model.coef_[0], float(model.intercept_[0]))


def _held_out(
    fit: Callable[[NDArray[np.int64]], Linear],
    read: sparse.csr_matrix,
    is_there: Bools,
    sources: NDArray[Any],
) -> Floats:
    """Each row's sum by weights that were learnt from the other folds."""
    sums = np.zeros(len(is_there))
    strata = [f"{source}{label}" for source, label in zip(sources, is_there, strict=True)]
    folds = StratifiedKFold(FOLDS, shuffle=True, random_state=0)
    for learn, test in folds.split(read, strata):
        one = fit(learn[sources[learn] != NOT_LEARNT_FROM])
        sums[test] = one.sums(read[test])
    return sums


def _threshold(sums: Floats, is_there: Bools, wanted: Signal) -> float:
    """The highest sum with this recall, the lowest with this precision, or the best F1."""
    if wanted.recall:
        return float(np.quantile(sums[is_there], 1 - wanted.recall))
    precision, recall, cuts = precision_recall_curve(is_there, sums)
    if wanted.precision:
        return float(cuts[np.flatnonzero(precision[:-1] >= wanted.precision).min()])
    f1 = 2 * precision * recall / np.maximum(precision + recall, 1e-9)
    return float(cuts[int(f1[:-1].argmax())])


def _figures(heard: Bools, is_there: Bools, sources: NDArray[Any]) -> dict[str, Any]:
    right = int((heard & is_there).sum())
    precision, recall = right / max(int(heard.sum()), 1), right / int(is_there.sum())
    return {
        "n": len(is_there),
        "positives": int(is_there.sum()),
        "precision": round(precision, 3),
        "recall": round(recall, 3),
        "f1": round(2 * precision * recall / (precision + recall), 3),
        "recall_by_source": {
            str(source): round(float(heard[(sources == source) & is_there].mean()), 3)
            for source in sorted(set(sources))
            if is_there[sources == source].any()
        },
    }


def _left_out(
    fit: Callable[[NDArray[np.int64]], Linear],
    read: sparse.csr_matrix,
    is_there: Bools,
    sources: NDArray[Any],
) -> dict[str, float]:
    """Average precision on each source by weights that saw none of its rows."""
    found = {}
    for source in sorted(set(sources)):
        here = sources == source
        if not is_there[here].any() or not is_there[~here & (sources != NOT_LEARNT_FROM)].any():
            continue
        one = fit(np.flatnonzero(~here & (sources != NOT_LEARNT_FROM)))
        sums = one.sums(read[here])
        found[str(source)] = round(float(average_precision_score(is_there[here], sums)), 3)
    return found


def _mood(data: Path) -> tuple[Linear, dict[str, Any]]:
    """Upset: negative and not pleased; figures by weights that were learnt from one set only."""
    first = rows(data / "sentiment/goemotions_train.jsonl.gz")
    second = rows(data / "sentiment/goemotions.jsonl.gz")
    seen, unseen = (features([row["text"] for row in part]) for part in (first, second))
    alone = _mixed(seen, first)
    said = np.array([lexicon_mood(row["text"]).score for row in second])
    sums = unseen @ alone.weights + alone.bias - LEXICON_WEIGHT * said
    is_there = np.array([row["negative"] for row in second])
    threshold = _threshold(sums, is_there, Signal("upset", "negative", precision=0.6))
    whole = _mixed(sparse.vstack([seen, unseen]).tocsr(), [*first, *second])
    figures = _figures(sums >= threshold, is_there, np.full(len(second), "goemotions"))
    figures |= {"auroc": round(float(roc_auc_score(is_there, sums)), 4)}
    return Linear(whole.weights, whole.bias - threshold), figures


def _mixed(known: sparse.csr_matrix, told: list[Row]) -> Linear:
    negative = np.array([bool(row["negative"]) for row in told])
    pleased = np.array([bool(POSITIVE & set(row["labels"])) for row in told])
    bad = _fit(known, negative, MOOD_STRENGTH, balanced=False)
    good = _fit(known, pleased, MOOD_STRENGTH, balanced=False)
    share = MOOD_WEIGHT_OF_PLEASURE
    return Linear(bad.weights + share * good.weights, bad.bias + share * good.bias)


def _keep(learnt: dict[str, Linear], ordinary: Floats) -> None:
    """Whole numbers from -127 to 127 for the places; ``ordinary`` is the vectors' mean.

    Examples are kept of one signal: the weights know of no second set.
    """
    meant = np.array([one.weights[PLACES:] for one in learnt.values()])
    places = np.array([one.weights[:PLACES] for one in learnt.values()])
    scale = np.abs(places).max(axis=1) / 127
    leaning = np.array([one.leaning for one in learnt.values()])
    (near,) = [one.examples for one in learnt.values() if one.examples is not None]
    np.savez_compressed(
        WEIGHTS,
        names=np.array(list(learnt)),
        places=np.rint(places / scale[:, None]).astype(np.int8),
        scale=scale.astype(np.float32),
        vector=meant.astype(np.float32),
        unmeant=(meant @ ordinary + leaning * near.lean(ordinary[None])).astype(np.float32),
        bias=np.array([one.bias for one in learnt.values()]).astype(np.float32),
        leaning=leaning.astype(np.float32),
        examples=near.packed(),
        are_there=near.is_there,
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]))
