"""Public sets of texts as rows of features, for those that learn from them."""

import gzip
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from scipy import sparse

from escalation.signals.pieces import PLACES, pieces_of
from knowledge.embeddings import embed

Row = dict[str, Any]


def rows(path: Path) -> list[Row]:
    """The JSON objects of a gzipped file of lines."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def features(texts: Sequence[str]) -> sparse.csr_matrix:
    """The same numbers that ``escalation.signals.learnt`` weighs, a row for each text."""
    found = [pieces_of(text).places for text in texts]
    lengths = [len(places) for places in found]
    values = np.repeat([1 / max(length, 1) ** 0.5 for length in lengths], lengths)
    ends = np.concatenate([[0], np.cumsum(lengths)])
    counted = sparse.csr_matrix(
        (values.astype(np.float32), np.concatenate(found), ends), shape=(len(texts), PLACES)
    )
    meant = sparse.csr_matrix(np.asarray(embed(list(texts)), np.float32))
    return sparse.hstack([counted, meant]).tocsr()
