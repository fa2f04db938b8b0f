"""Answers in the articles' own words: the pieces of the best article that fit the question best.

Needs no model but the one that already finds passages. The article is the one that search puts
first. Its pieces are scored by meaning (cosine of
vectors) and by words (share of the question's words, rare ones counting more), with a nod to
steps when the question asks how. How the weights were found: docs/decisions/0010.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from escalation.facts.reading import stems
from helpdesk.assistant.answering.answer import Source
from helpdesk.assistant.answering.units import is_list, units_of
from helpdesk.assistant.tongues import tongue_of
from knowledge.embeddings import embed, model
from knowledge.retrieving import Hit
from knowledge.search import Findings
from knowledge.vector_cache import Vector

MEANING, WORDS, STEPS = 0.6, 0.4, 0.08
UNITS_QUOTED = 3
WORDS_QUOTED = 90
# A further piece is quoted only if it is nearly as good as the best one.
NEARLY = 0.85
# Of the articles that are asked for most; some ten pieces of 3 kB each. To read them again was a
# fifth of the processor time between a question and the first word of its answer.
REMEMBERED = 128


@dataclass(frozen=True, slots=True)
class Unit:
    """A piece of a passage and how well it answers."""

    hit: Hit
    place: int
    text: str
    meaning: float
    score: float


@dataclass(frozen=True, slots=True)
class Quotation:
    """What is quoted from one article, and how close that is; empty when nothing was found.

    ``similarity`` is of its best passage, ``margin`` how much closer that is than any of another
    article, ``coverage`` the share of the question's words that it holds (all 0 to 1).
    """

    text: str = ""
    sources: tuple[Source, ...] = ()
    similarity: float = 0.0
    meaning: float = 0.0
    coverage: float = 0.0
    margin: float = 0.0


def quote(findings: Findings) -> Quotation:
    """The best pieces of the best article, in reading order, under its title."""
    own, others = _best_article(findings.hits)
    units = _scored(findings, own)
    if not units:
        return Quotation()
    chosen = _chosen(units)
    words = "\n\n".join(unit.text for unit in chosen)
    title = own[0].article_title
    similarity = max(hit.similarity for hit in own)
    rival = max((hit.similarity for hit in others), default=0.0)
    return Quotation(
        text=f"{_lead(title, words)}\n\n{words}" if title else words,
        sources=(Source.of(own[0], words),),
        similarity=similarity,
        meaning=max(unit.meaning for unit in units),
        coverage=max(hit.coverage for hit in own),
        margin=max(0.0, similarity - rival),
    )


def _lead(title: str, words: str) -> str:
    """In the language of what is quoted."""
    return tongue_of(f"{title} {words}").quoted.replace("{title}", title)


def _best_article(hits: Sequence[Hit]) -> tuple[list[Hit], list[Hit]]:
    """The hits of the article that search puts first, and the rest."""
    own = [hit for hit in hits if _source(hit) == _source(hits[0])]
    return own, [hit for hit in hits if _source(hit) != _source(hits[0])]


def _source(hit: Hit) -> tuple[int | None, int | None]:
    return hit.article_id, hit.snippet_id


def _scored(findings: Findings, hits: Sequence[Hit]) -> list[Unit]:
    pieces = [(hit, place, text) for hit in hits for place, text in enumerate(units_of(hit.text))]
    texts = [text for _, _, text in pieces]
    told = [_stems_of(text) for text in texts]
    weights = _rarity(set(stems(findings.question)), told)
    asks_how = tongue_of(findings.question).asks_how.search(findings.question.lower())
    units = []
    meanings = _meanings(findings.meaning, texts)
    for (hit, place, text), words, meaning in zip(pieces, told, meanings, strict=True):
        score = MEANING * meaning + WORDS * _share(weights, words)
        steps = STEPS if asks_how and is_list(text) else 0.0
        units.append(Unit(hit, place, text, meaning, score + steps))
    return units


@lru_cache(maxsize=REMEMBERED)
def _stems_of(text: str) -> frozenset[str]:
    return frozenset(stems(text))


def _rarity(asked: set[str], told: Sequence[frozenset[str]]) -> dict[str, float]:
    """How much each word of the question tells, by how few of the pieces have it."""
    return {
        word: math.log(1 + len(told) / (1 + sum(word in words for words in told))) for word in asked
    }


def _share(weights: dict[str, float], told: frozenset[str]) -> float:
    total = sum(weights.values())
    return sum(weight for word, weight in weights.items() if word in told) / total if total else 0.0


def _meanings(meaning: Vector, texts: list[str]) -> list[float]:
    if not texts:
        return []
    near = _vectors(tuple(texts), model()) @ np.array(meaning)
    return [float(value) for value in near]


@lru_cache(maxsize=REMEMBERED)
def _vectors(texts: tuple[str, ...], _model: str) -> "np.ndarray":
    """Of the pieces that are read together: a vector hangs a little on what is read beside it."""
    return np.array(embed(texts))


def _chosen(units: Sequence[Unit]) -> list[Unit]:
    """The best piece and what is nearly as good, short enough to read, in reading order."""
    best, *rest = sorted(units, key=lambda unit: -unit.score)
    chosen = [best]
    for unit in rest[: UNITS_QUOTED - 1]:
        length = sum(len(one.text.split()) for one in [*chosen, unit])
        if unit.score >= NEARLY * best.score and length <= WORDS_QUOTED:
            chosen.append(unit)
    return sorted(chosen, key=lambda unit: (unit.hit.passage_id, unit.place))
