"""The words of a question as the articles know them: their stems, how rare, mended if mistyped."""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, LiteralString

from knowledge.dialogue import Dialogue
from knowledge.languages import SEARCH_CONFIGS
from tenants.database import direct

# As many as a long account of a problem has; a plain question has five.
MAX_TERMS = 96
# A mended word is a guess: it counts, but less than one that was typed right.
MENDED = 0.6
# From here on it is hardly a guess any more: "acount" is .67 like "account".
SURELY = 0.55
CONFIGS = [*SEARCH_CONFIGS.values(), "simple"]


@dataclass(frozen=True, slots=True)
class Term:
    """A stem of the question, ``asked``, as the articles have it: ``lexeme``.

    ``lexeme`` is "" when no passage has it or its like; ``likeness`` is 1 when it is the same.
    ``counts`` is how often it was said, less for each step before the question.
    """

    asked: str
    counts: float
    lexeme: str
    passages: int
    total: int
    likeness: float

    @property
    def mended(self) -> bool:
        return self.likeness < 1

    @property
    def weight(self) -> float:
        """Inverse document frequency, as BM25 has it, for as much as it was said."""
        rarity = math.log(1 + (self.total - self.passages + 0.5) / (self.passages + 0.5))
        return self.counts * rarity * (MENDED if self.mended else 1.0)


# Two letters that changed places leave few trigrams alike ("refnud"): every such exchange is
# undone and looked up. Otherwise, few slip in a word's first letters, and trigrams of short words
# say little: hence three limits for how alike a word must be that stands in for a mistyped one.
_TERMS: LiteralString = """
    WITH totals AS (
        SELECT config, passages AS total FROM {schema}.knowledge_term
        WHERE lexeme = '' AND passages > 0 AND config = ANY(%(configs)s)
    ), words AS (
        SELECT totals.config, totals.total, asked.lexeme,
               max(line.weight * cardinality(asked.positions)) AS counts,
               bool_or(line.weight = 1) AS is_asked
        FROM totals, unnest(%(lines)s::text[], %(weights)s::float8[]) line (text, weight),
             unnest(to_tsvector(totals.config::regconfig, line.text)) asked
        GROUP BY totals.config, totals.total, asked.lexeme
        ORDER BY counts DESC, asked.lexeme LIMIT <most>
    )
    SELECT words.lexeme, words.counts, coalesce(same.lexeme, swapped.lexeme, near.lexeme, ''),
           coalesce(same.passages, swapped.passages, near.passages, 0), words.total,
           CASE WHEN same.lexeme IS NOT NULL THEN 1
                ELSE coalesce(swapped.likeness, near.likeness, 0) END
    FROM words
    LEFT JOIN {schema}.knowledge_term same
        ON same.config = words.config AND same.lexeme = words.lexeme AND same.passages > 0
    LEFT JOIN LATERAL (
        SELECT lexeme, passages, 0.9::float8 AS likeness FROM {schema}.knowledge_term
        WHERE same.lexeme IS NULL AND words.is_asked AND config = words.config AND passages > 0
            AND length(words.lexeme) > 3 AND lexeme IN (
                SELECT unnest(tsvector_to_array(to_tsvector(words.config::regconfig, overlay(
                    words.lexeme, reverse(substr(words.lexeme, place, 2)), place, 2
                )))) FROM generate_series(1, least(length(words.lexeme), 40) - 1) AS place)
        ORDER BY passages DESC LIMIT 1
    ) swapped ON true
    LEFT JOIN LATERAL (
        SELECT lexeme, passages, similarity(lexeme, words.lexeme)::float8 AS likeness
        FROM {schema}.knowledge_term
        WHERE same.lexeme IS NULL AND swapped.lexeme IS NULL AND words.is_asked
            AND config = words.config AND passages > 0 AND lexeme %% words.lexeme
            AND similarity(lexeme, words.lexeme) >=
                CASE WHEN left(lexeme, 3) <> left(words.lexeme, 3) THEN 0.45
                     WHEN length(words.lexeme) < 8 THEN 0.42 ELSE 0.36 END
        ORDER BY likeness DESC, passages DESC LIMIT 1
    ) near ON true
""".replace("<most>", str(MAX_TERMS))


def terms_of(dialogue: Dialogue) -> list[Term]:
    """The stems of the question and of what was said before, in every language of the passages.

    Only words of the question itself are mended.
    """
    lines, weights = zip(*dialogue.weighed(), strict=True)
    asked: dict[str, Any] = {
        "configs": CONFIGS,
        "lines": [*lines],
        "weights": [*weights],
    }
    return [Term(*row) for row in direct.fetch_prepared(_TERMS, asked)]


def as_meant(question: str, terms: Sequence[Term]) -> str:
    """The question with the words set right that were surely mistyped, for who reads meaning."""
    known = {term.asked for term in terms if not term.mended}
    for term in terms:
        if SURELY <= term.likeness < 1 and term.asked not in known:
            # What follows the stem stays: "aprove" becomes "approve".
            stem = re.compile(rf"\b{re.escape(term.asked)}", re.IGNORECASE)
            question = term.lexeme.join(stem.split(question))
    return question
