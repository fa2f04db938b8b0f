"""Which conversations hold what is asked for, within bounds that do not grow with the workspace.

Where PostgreSQL expects few pieces to hold the words, the index finds all of them. Words that are
everywhere are looked for in the newest pieces only, as many as a fixed number, and the answer says
so: such words tell conversations apart by nothing but their age.
"""

from dataclasses import dataclass, field
from datetime import date
from typing import Final, LiteralString

from django.utils.translation import gettext as _

from helpdesk.searching.asking import Asked, asked
from helpdesk.searching.meaning import meant
from helpdesk.searching.models import Progress
from tenants.database import direct

# Pieces that the index may be expected to find; more are not read one by one.
FEW: Final = 25_000
# What is looked through of a word that is everywhere.
LOOKED_THROUGH: Final = 20_000
# Conversations that are handed on, the newest.
HANDED_ON: Final = 1_000

_EXPECTED: LiteralString = """
    EXPLAIN (FORMAT JSON) SELECT FROM {schema}.searching_piece WHERE words @@ %(words)s::tsquery
"""
_ALL: LiteralString = """
    WITH hits AS MATERIALIZED (
        SELECT conversation_id FROM {schema}.searching_piece
        WHERE words @@ %(words)s::tsquery AND (%(notes)s OR NOT is_note) LIMIT %(few)s
    ) SELECT DISTINCT conversation_id FROM hits ORDER BY conversation_id DESC LIMIT %(most)s
"""
_NEWEST: LiteralString = """
    SELECT DISTINCT conversation_id FROM (
        SELECT conversation_id FROM (
            SELECT conversation_id, words FROM {schema}.searching_piece
            WHERE %(notes)s OR NOT is_note ORDER BY conversation_id DESC LIMIT %(looked)s
        ) AS newest WHERE words @@ %(words)s::tsquery LIMIT %(most)s
    ) AS hits
"""


@dataclass(frozen=True, slots=True)
class Found:
    """What was found for a question.

    ``ids`` are the conversations in which the words were said, the newest ``HANDED_ON`` of them;
    ``is_partial`` when there may be older ones. ``condition`` is what a piece has to meet, as
    PostgreSQL writes it ("" when there are no words), and ``meant`` what each word stands for.
    """

    asked: Asked
    meant: dict[str, list[str]] = field(default_factory=dict)
    condition: str = ""
    ids: list[int] = field(default_factory=list)
    is_partial: bool = False
    is_filling: bool = False

    @property
    def words(self) -> set[str]:
        """Everything that a hit may be made of."""
        return {one for texts in self.meant.values() for one in texts}

    def condition_without(self, word: str) -> str:
        """The same for a piece that need not hold ``word``."""
        return _condition({one: texts for one, texts in self.meant.items() if one != word})

    @property
    def notes(self) -> list[str]:
        """What is to be known of the results, as sentences."""
        said = [*self.asked.problems, *self._mended()]
        if self.is_partial:
            everywhere = _(
                "Very many conversations say this: the newest of {looked} passages were looked at. "
                "Add a word or a field."
            )
            said.append(everywhere.format(looked=LOOKED_THROUGH))
        if self.is_filling:
            said.append(_("Older conversations are still being read: search again a little later."))
        return said

    def _mended(self) -> list[str]:
        mended = {
            word: texts
            for word, texts in self.meant.items()
            if not any(text.startswith(word) for text in texts)
        }
        told = _("Nobody said “{word}”: looked for “{texts}”.")
        return [told.format(word=word, texts="”, “".join(texts)) for word, texts in mended.items()]


def find(query: str, today: date, *, notes: bool = True) -> Found:
    """Look for ``query``; with ``notes`` also in what was said to agents only.

    Three statements: what the words may mean, how many pieces may hold them, and those.
    """
    question = asked(query, today)
    if not question.wanted:
        return Found(question)
    texts = _meant(question.wanted)
    condition = _condition(texts)
    values = {
        "words": condition,
        "notes": notes,
        "few": FEW,
        "looked": LOOKED_THROUGH,
        "most": HANDED_ON,
    }
    is_everywhere = _expected(condition) > FEW
    ids = [row[0] for row in direct.fetch(_NEWEST if is_everywhere else _ALL, values)]
    progress = Progress.current()
    return Found(
        asked=question,
        meant=texts,
        condition=condition,
        ids=ids,
        is_partial=is_everywhere or len(ids) == HANDED_ON,
        is_filling=progress is not None and not progress.is_whole,
    )


def _meant(wanted: list[str]) -> dict[str, list[str]]:
    """As ``meant``, also of words that have to stand in a subject."""
    bare = {word: word.rpartition(":")[2] for word in wanted}
    found = meant(list(dict.fromkeys(bare.values())))
    return {
        word: [word.removesuffix(plain) + text for text in found[plain]]
        for word, plain in bare.items()
    }


def _condition(meant: dict[str, list[str]]) -> str:
    """For each word one of what it may mean, as PostgreSQL writes it."""
    return " & ".join("(" + " | ".join(map(_quoted, texts)) + ")" for texts in meant.values())


def _quoted(text: str) -> str:
    """As a word of PostgreSQL's conditions, whatever is in it."""
    return "'" + text.replace("\\", "\\\\").replace("'", "''") + "'"


def _expected(condition: str) -> int:
    """How many pieces PostgreSQL expects to hold it, from what it knows of frequent words."""
    plan = direct.fetch(_EXPECTED, {"words": condition})[0][0]
    return int(plan[0]["Plan"]["Plan Rows"])
