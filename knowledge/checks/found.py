"""What every check gives back."""

from dataclasses import dataclass

from knowledge.models import Finding


@dataclass(frozen=True, slots=True)
class Found:
    """A finding to be: ``place`` is the article's own words that it is about, or a heading.

    ``other`` is the id of another article, ``other_place`` the words there.
    """

    kind: Finding.Kind
    reason: str
    place: str = ""
    other: int | None = None
    other_place: str = ""
