"""Answers in the articles' own words: the pieces that fit the question best, quoted.

Needs no model but the one that already finds passages. A piece is scored by meaning (cosine of
its vector and the question's) and by words (share of the question's words that stand in it,
rare ones counting more), with a nod to steps when the question asks how.
"""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from escalation.facts.reading import stems
from helpdesk.assistant.answering.answer import Source
from helpdesk.assistant.answering.units import is_list, units_of
from knowledge.embeddings import embed, embed_question
from knowledge.search import Hit

HITS_READ = 4
UNITS_SCORED = 14
UNITS_QUOTED = 3
WORDS_QUOTED = 90
# A further piece is quoted only if it is nearly as good as the best one.
NEARLY = 0.85
MEANING, WORDS, STEPS, RANK = 0.6, 0.4, 0.08, 0.06
_ASKS_HOW = re.compile(r"\b(?:how (?:do|can|to|would|should)|where (?:do|can)|steps?|set ?up)\b")


@dataclass(frozen=True, slots=True)
class Unit:
    """A piece of a passage and how well it answers."""

    hit: Hit
    place: int
    text: str
    score: float
    meaning: float


@dataclass(frozen=True, slots=True)
class Quotation:
    """What is quoted, from one article: empty when there is nothing to quote."""

    text: str = ""
    sources: tuple[Source, ...] = ()
    meaning: float = 0.0
    score: float = 0.0


def quote(question: str, hits: Sequence[Hit]) -> Quotation:
    """The best pieces of the best article, in reading order, under its title."""
    units = _scored(question, hits[:HITS_READ])
    if not units:
        return Quotation()
    best = max(units, key=lambda unit: unit.score)
    chosen = _chosen(best, units)
    words = "\n\n".join(unit.text for unit in chosen)
    title = best.hit.article_title
    return Quotation(
        text=f"From “{title}”:\n\n{words}" if title else words,
        sources=(Source.of(best.hit, words),),
        meaning=max(unit.meaning for unit in chosen),
        score=best.score,
    )


def _scored(question: str, hits: Sequence[Hit]) -> list[Unit]:
    pieces = [
        (hit, place, text)
        for hit in hits
        for place, text in enumerate(units_of(hit.text))
    ]
    asked = set(stems(question))
    weights = _rarity(asked, [text for _, _, text in pieces])
    said = [_share(weights, _told(hit, text)) for hit, _, text in pieces]
    order = sorted(range(len(pieces)), key=lambda at: (-said[at], at))[:UNITS_SCORED]
    meant = _meanings(question, [pieces[at][2] for at in order])
    top = hits[0].score if hits else 1.0
    return [
        Unit(*pieces[at], _score(question, pieces[at], said[at], near, top), near)
        for at, near in zip(order, meant, strict=True)
    ]


def _score(
    question: str, piece: tuple[Hit, int, str], said: float, meant: float, top: float
) -> float:
    hit, _, text = piece
    steps = STEPS if is_list(text) and _ASKS_HOW.search(question.lower()) else 0.0
    return MEANING * meant + WORDS * said + steps + RANK * (hit.score / top if top else 0)


def _told(hit: Hit, text: str) -> set[str]:
    """The words of a piece; those above it say what it is about."""
    return set(stems(f"{hit.article_title} {hit.heading_path} {text}"))


def _rarity(asked: set[str], texts: Sequence[str]) -> dict[str, float]:
    """How much each word of the question tells, by how few of the pieces have it."""
    told = [set(stems(text)) for text in texts]
    return {
        word: math.log(1 + len(texts) / (1 + sum(word in words for words in told)))
        for word in asked
    }


def _share(weights: dict[str, float], told: set[str]) -> float:
    total = sum(weights.values())
    return sum(weight for word, weight in weights.items() if word in told) / total if total else 0


def _meanings(question: str, texts: list[str]) -> list[float]:
    if not texts:
        return []
    vectors = np.array(embed(texts))
    near = vectors @ np.array(embed_question(question))
    return [float(value) for value in near]


def _chosen(best: Unit, units: Sequence[Unit]) -> list[Unit]:
    """The best piece and what is nearly as good, from its article, short enough to read."""
    article = (best.hit.article_id, best.hit.snippet_id)
    rest = [
        unit
        for unit in sorted(units, key=lambda unit: -unit.score)
        if unit is not best
        and (unit.hit.article_id, unit.hit.snippet_id) == article
        and unit.score >= NEARLY * best.score
    ]
    chosen = [best]
    for unit in rest[: UNITS_QUOTED - 1]:
        if sum(len(one.text.split()) for one in [*chosen, unit]) <= WORDS_QUOTED:
            chosen.append(unit)
    return sorted(chosen, key=lambda unit: (unit.hit.passage_id, unit.place))
