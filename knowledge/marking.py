"""Mark the words of a question in titles and texts, by their stems: "refunded" for "refund"."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection

from knowledge.plain_text import sentences

# Characters that no text brings along: Unicode keeps them for private use.
BEGIN, END = "\ue000", "\ue001"
EXCERPT = 190

_WORD = re.compile(r"\w+")
_OPTIONS = f"StartSel={BEGIN}, StopSel={END}, HighlightAll=true"
_MARKED = """
    SELECT ts_headline(config::regconfig, title, asked, %(options)s),
           ts_headline(config::regconfig, section, asked, %(options)s),
           ts_headline(config::regconfig, text, asked, %(options)s)
    FROM unnest(%(configs)s::text[], %(titles)s::text[], %(sections)s::text[], %(texts)s::text[])
         WITH ORDINALITY AS pages (config, title, section, text, place),
         LATERAL to_tsquery(config::regconfig, %(asked)s) AS asked
    ORDER BY place
"""


@dataclass(frozen=True, slots=True)
class Run:
    """Some words of a text, and whether they are what was looked for."""

    text: str
    is_found: bool = False


Marked = tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """Where something was found. ``config``: the text search configuration of its language."""

    config: str
    title: str
    section: str
    text: str


def marked(
    question: str, stems: Sequence[str], places: Sequence[Place]
) -> Iterator[tuple[Marked, Marked, Marked]]:
    """For each place its title, its section, and its text cut to what fits best.

    Marked are the words of the question, whatever begins with its last, which may be half typed,
    and whatever begins with one of the ``stems``.
    """
    asked: dict[str, Any] = {
        "asked": _any_of(question, stems),
        "options": _OPTIONS,
        "configs": [place.config for place in places],
        "titles": [_without_marks(place.title) for place in places],
        "sections": [_without_marks(place.section) for place in places],
        "texts": [_without_marks(place.text) for place in places],
    }
    with connection.cursor() as cursor:
        cursor.execute(_MARKED, asked)
        for title, section, text in cursor.fetchall():
            yield _runs(title), _runs(section), _runs(_excerpt(text))


def _any_of(question: str, stems: Sequence[str]) -> str:
    """A tsquery."""
    words = _WORD.findall(question)
    beginnings = [*words[-1:], *(word for stem in stems for word in _WORD.findall(stem))]
    terms = [*(f"'{word}'" for word in words[:-1]), *(f"'{word}':*" for word in beginnings)]
    return " | ".join(terms)


def _without_marks(text: str) -> str:
    return text.replace(BEGIN, "").replace(END, "")


def _excerpt(text: str) -> str:
    """From the first of the sentences with most marks on, as much as fits."""
    told = [one for line in text.splitlines() for one in sentences(line.removeprefix("- ")) if one]
    if not told:
        return ""
    place = max(range(len(told)), key=lambda number: (told[number].count(BEGIN), -number))
    rest = "… " * (place > 0) + " ".join(told[place:])
    if len(rest) <= EXCERPT:
        return rest
    cut = rest[:EXCERPT].rpartition(" ")[0]
    # A mark that was cut in two ends here.
    return f"{cut}{END * (cut.count(BEGIN) - cut.count(END))} …"


def _runs(text: str) -> Marked:
    pieces = re.split(f"{BEGIN}(.*?){END}", text, flags=re.DOTALL)
    runs = (Run(piece, place % 2 == 1) for place, piece in enumerate(pieces))
    return tuple(run for run in runs if run.text)
