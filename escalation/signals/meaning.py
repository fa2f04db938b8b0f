"""The vector of a text, from the model that search asks anyway, remembered for a while.

``settings.TEXT_VECTORS`` may name another function: this app needs none of the other's code.
A turn computes vectors before its transactions (``meaning_of``); what runs inside one takes only
what is known already (``remembered``), and what was learnt then works from the words alone.
"""

from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from threading import Lock
from typing import Final

import numpy as np
from django.conf import settings
from django.utils.module_loading import import_string

from escalation.signals.pieces import READ_AT_MOST, Vector

Meaning = Callable[[str], Vector | None]

KEPT: Final = 2_000
# From so many texts on their mean says what a tenant writes about.
ENOUGH: Final = 20
_known: OrderedDict[str, Vector] = OrderedDict()
_turn: Final = Lock()


def meaning_of(text: str) -> Vector | None:
    """The unit vector of the text; None when it is blank. A few ms for a text that is new."""
    read = text[:READ_AT_MOST]
    if not read.strip():
        return None
    vector = remembered(text)
    return _keep(read, _asked(read)) if vector is None else vector


def remembered(text: str) -> Vector | None:
    """The same if this process knows it already; no model is asked."""
    with _turn:
        read = text[:READ_AT_MOST]
        if read in _known:
            _known.move_to_end(read)
        return _known.get(read)


def words_alone(_text: str) -> Vector | None:
    """No text has a meaning: for those who must come to the same whatever is remembered."""
    return None


def _keep(read: str, vector: Vector) -> Vector:
    with _turn:
        _known[read] = vector
        while len(_known) > KEPT:
            _known.popitem(last=False)
    return vector


def _asked(read: str) -> Vector:
    # Half a character, which no database keeps but a caller may bring, is none to the model.
    return np.asarray(_model()(read.encode("utf-8", "replace").decode()), np.float32)


@dataclass(frozen=True, slots=True)
class Sense:
    """How texts are compared: by which meaning, and in which field.

    ``centre`` is the mean vector of what the tenant writes about. All its questions lie near it;
    only what is left of them without it tells one from another.
    """

    meaning: Meaning
    centre: Vector | None = None

    def nearness(self, one: str, other: str) -> float | None:
        """The cosine of two texts seen from the centre; None where a meaning is not known."""
        vector, another = self.meaning(one), self.meaning(other)
        if vector is None or another is None:
            return None
        if self.centre is not None:
            vector, another = vector - self.centre, another - self.centre
        lengths = float(np.linalg.norm(vector) * np.linalg.norm(another))
        return float(vector @ another) / lengths if lengths else 0.0


BY_WORDS: Final = Sense(words_alone)


def _maker() -> str:
    return str(getattr(settings, "TEXT_VECTORS", "knowledge.embeddings.embed_question"))


@cache
def _model() -> Callable[[str], Sequence[float]]:
    found: Callable[[str], Sequence[float]] = import_string(_maker())
    return found
