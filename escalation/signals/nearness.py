"""How much nearer a text's meaning is to examples of a signal than to what is none of it.

One plane through the space of meanings tells most texts apart. A stolen phone and a lost card lie
on both sides of any: there the nearest examples know more (docs/signals.md).
"""

from dataclasses import dataclass
from typing import Any, Final, Self

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

# So many of each kind are asked.
_ASKED: Final = 5
# Parts of unit vectors are small: so they are kept as whole numbers from -127 to 127.
_KEPT_AS: Final = 300.0


@dataclass(frozen=True, slots=True, eq=False)
class Examples:
    """The unit vectors of what was learnt from, a row each, and whether the signal is there."""

    vectors: Floats
    is_there: NDArray[np.bool_]

    @classmethod
    def unpacked(cls, kept: NDArray[np.int8], is_there: NDArray[np.bool_]) -> Self:
        """As ``packed`` left them."""
        return cls(kept.astype(np.float32) / np.float32(_KEPT_AS), is_there)

    def packed(self) -> NDArray[np.int8]:
        """The vectors in a quarter of the room."""
        told: NDArray[np.int8] = np.rint(self.vectors * _KEPT_AS).clip(-127, 127).astype(np.int8)
        return told

    def lean(self, vectors: NDArray[Any]) -> Floats:
        """For each row: the mean cosine with the nearest that are, less those that are not."""
        # Not ``@``: for so little its threads only spin against the web server's.
        near = np.einsum("qj,ij->qi", np.asarray(vectors, np.float32), self.vectors)
        told: Floats = _highest(near[:, self.is_there]) - _highest(near[:, ~self.is_there])
        return told


def _highest(near: Floats) -> Floats:
    last = near.shape[1]
    told: Floats = np.partition(near, last - _ASKED, axis=1)[:, last - _ASKED :].mean(axis=1)
    return told
