"""What was said, line by line, and the pieces that are taken out of it."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Line:
    """Something that was said."""

    seq: int
    by_contact: bool
    text: str


@dataclass(frozen=True, slots=True)
class Piece:
    """A sentence or a value, where it was said and by whom; ``kind`` is empty for a sentence.

    ``label`` is our own word for an identifier: Order, Booking … ``place`` is that of a sentence
    among those of its entry.
    """

    seq: int
    by_contact: bool
    text: str
    kind: str = ""
    label: str = ""
    place: int = 0

    @property
    def pointer(self) -> tuple[int, int]:
        return self.seq, self.place

    @property
    def size(self) -> int:
        """In words."""
        return len(self.text.split())

    @property
    def said(self) -> dict[str, Any]:
        """A sentence, as the case keeps it."""
        return {"seq": self.seq, "text": self.text}

    @property
    def typed(self) -> dict[str, Any]:
        """A value, as the case keeps it."""
        by = "contact" if self.by_contact else "assistant"
        return {**self.said, "kind": self.kind, "label": self.label, "by": by}


def shortened(text: str, words: int) -> str:
    """The first words of the text; the text as it is when it has no more."""
    parts = text.split(None, words)
    return text.strip() if len(parts) <= words else " ".join(parts[:words]) + " …"
