"""The sentences that matter most, where somebody who understands them has pointed at them.

A pointer holds numbers and no words: the entry, and the place of the sentence in it from 0. What is
quoted is read anew each time, so what was redacted is gone, and nothing can be put into a mouth.
"""

from dataclasses import dataclass
from typing import Any

Pointer = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Pointed:
    """``said`` matter, ``wanted`` says what should come of it; both of what was said up to
    ``upto``."""

    said: frozenset[Pointer] = frozenset()
    wanted: Pointer | None = None
    upto: int = 0

    @classmethod
    def from_json(cls, kept: dict[str, Any]) -> "Pointed":
        """As ``as_json`` gave it; ``{}`` points at nothing."""
        wanted = kept.get("wanted")
        return cls(
            frozenset((seq, place) for seq, place in kept.get("said", ())),
            (wanted[0], wanted[1]) if wanted else None,
            kept.get("upto", 0),
        )

    @property
    def as_json(self) -> dict[str, Any]:
        return {
            "said": [list(one) for one in sorted(self.said)],
            "wanted": list(self.wanted or ()),
            "upto": self.upto,
        }

    def passes_over(self, pointer: Pointer) -> bool:
        """Whether it was read and not found to matter; never where nothing was."""
        return bool(self.said) and pointer[0] <= self.upto and pointer not in self.said


NOTHING = Pointed()
