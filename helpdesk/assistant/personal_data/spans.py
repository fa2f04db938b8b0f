"""A place in a text, what kind of personal data stands there, and the text as it is searched."""

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What a placeholder says of the value behind it."""

    EMAIL = "EMAIL"
    PHONE = "PHONE"
    CARD = "CARD"
    IBAN = "IBAN"
    IP = "IP"
    ID = "ID"
    KEY = "KEY"
    ADDRESS = "ADDRESS"
    PLACE = "PLACE"
    NAME = "NAME"


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """``text[start:end]`` is of this kind."""

    start: int
    end: int
    kind: Kind

    def overlaps(self, other: "Span") -> bool:
        return self.start < other.end and other.start < self.end


def clear_of(spans: Iterable[Span], taken: Iterable[Span]) -> Iterator[Span]:
    """The spans that touch none of those that are taken, nor an earlier one of their own."""
    kept = list(taken)
    for span in spans:
        if not any(span.overlaps(other) for other in kept):
            kept.append(span)
            yield span


# Signs that look like a hyphen or a space, and digits of other scripts, are read as the plain one.
_DASHES = dict.fromkeys(map(ord, "‐‑‒–—―−﹣－"), "-")
_BLANKS = dict.fromkeys(map(ord, "\u00a0\u2002\u2003\u2007\u2009\u202f\u3000"), " ")
_NOTHING = frozenset("\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff")


@dataclass(frozen=True, slots=True)
class Folded:
    """The text in plain signs, and where each of them stands in the original.

    Zero-width signs are left out, because they hide an address from a pattern and not from a
    reader.
    """

    text: str
    places: tuple[int, ...]

    @classmethod
    def of(cls, original: str) -> "Folded":
        if original.isascii():
            return cls(original, tuple(range(len(original) + 1)))
        kept = [place for place, sign in enumerate(original) if sign not in _NOTHING]
        text = "".join(_plain(original[place]) for place in kept)
        return cls(text, (*kept, len(original)))

    def in_original(self, span: Span) -> Span:
        end = self.places[span.end - 1] + 1 if span.end > span.start else self.places[span.start]
        return Span(self.places[span.start], end, span.kind)


def _plain(sign: str) -> str:
    if sign.isascii():
        return sign
    simple = sign.translate(_DASHES).translate(_BLANKS)
    if simple.isdecimal():
        return str(unicodedata.decimal(simple))
    wide = unicodedata.normalize("NFKC", simple)
    return wide if len(wide) == 1 else simple
