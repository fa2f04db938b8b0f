"""How well search finds what is known to answer: figures over judged questions.

The measures are the usual ones of information retrieval (Manning, Raghavan, Schütze,
"Introduction to Information Retrieval", chapter 8), over articles: of a dialogue's question, the
first ten different articles count in the order of their best passages.
"""

import gzip
import json
import math
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from knowledge.models import Article
from knowledge.search import Dialogue, Findings, look_up

PASSAGES_READ = 40
DEEP = 10


class BadFile(ValueError):
    """A file is not what its format says; the message names it and the line."""


@dataclass(frozen=True, slots=True)
class Judged:
    """A question in its dialogue, and the articles that answer it, by their ids in the source."""

    id: str
    question: str
    history: tuple[dict[str, str], ...]
    relevant: frozenset[str]
    answerable: bool

    @property
    def dialogue(self) -> Dialogue:
        """The question with what was said before it, as search reads it."""
        return Dialogue.of(self.question, tuple(turn["text"] for turn in self.history))


@dataclass(frozen=True, slots=True)
class Found:
    """What search made of it: article ids, best first, and how long it took."""

    judged: Judged
    findings: Findings
    articles: tuple[str, ...]
    milliseconds: float


def judged_questions(path: Path) -> list[Judged]:
    """Read ``{"id", "question", "history": [{"role", "text"}], "relevant", "answerable"}`` lines.

    Plain or gzipped. Raises ``BadFile``.
    """
    return [_judged(row, where) for row, where in rows(path)]


def judged_line(line: str, where: str) -> Judged:
    """One such line. Raises ``BadFile`` naming ``where`` it stands."""
    return _judged(_object(line, where), where)


def rows(path: Path) -> Iterator[tuple[dict[str, Any], str]]:
    """The JSON objects of a file of lines, each with its place. Raises ``BadFile``."""
    opened = gzip.open if path.suffix == ".gz" else open
    try:
        with opened(path, "rt", encoding="utf-8") as lines:
            for number, line in enumerate(lines, start=1):
                if line.strip():
                    yield _object(line, f"{path.name}:{number}"), f"{path.name}:{number}"
    except (OSError, EOFError, UnicodeDecodeError) as error:
        raise BadFile(f"{path}: cannot be read: {error}") from None


def find(questions: Sequence[Judged]) -> Iterator[Found]:
    """Ask the bound tenant's search each question, as the assistant would."""
    ids = {article.id: str(article.external_id) for article in Article.objects.only("external_id")}
    look_up("Is everything loaded?")
    for judged in questions:
        began = time.perf_counter()
        findings = look_up(judged.dialogue, limit=PASSAGES_READ, closely=True)
        took = (time.perf_counter() - began) * 1000
        articles = dict.fromkeys(
            ids[hit.article_id] for hit in findings.hits if hit.article_id in ids
        )
        yield Found(judged, findings, tuple(articles)[:DEEP], took)


def figures(found: Sequence[Found]) -> dict[str, Any]:
    """Recall, hits and ranks over the questions that have an answer; times over all."""
    ranked = [(one.articles, one.judged.relevant) for one in found if one.judged.relevant]
    times = sorted(one.milliseconds for one in found)
    return {"n": len(found), **ranking(ranked), **spans(times)}


def ranking(ranked: Sequence[tuple[Sequence[str], frozenset[str]]]) -> dict[str, float]:
    """Recall, hits and ranks of what was found, best first, against what is right."""
    return {
        "recall_at_5": _mean(
            len(relevant & {*articles[:5]}) / len(relevant) for articles, relevant in ranked
        ),
        "hit_at_5": _mean(bool(relevant & {*articles[:5]}) for articles, relevant in ranked),
        "hit_at_10": _mean(bool(relevant & {*articles}) for articles, relevant in ranked),
        "mrr_at_10": _mean(_reciprocal_rank(*one) for one in ranked),
        "ndcg_at_5": _mean(_gain(*one) for one in ranked),
    }


def spans(times: Sequence[float]) -> dict[str, float]:
    """Of ascending milliseconds."""
    return {
        "ms_per_question_p50": percentile(times, 0.5),
        "ms_per_question_p95": percentile(times, 0.95),
    }


def auroc(scores: Sequence[float], positive: Sequence[bool]) -> float | None:
    """The chance that a positive scores above a negative, ties half; None without both kinds."""
    ups = [score for score, is_positive in zip(scores, positive, strict=True) if is_positive]
    downs = [score for score, is_positive in zip(scores, positive, strict=True) if not is_positive]
    if not ups or not downs:
        return None
    wins = sum((up > down) + 0.5 * (up == down) for up in ups for down in downs)
    return round(wins / (len(ups) * len(downs)), 4)


def percentile(ordered: Sequence[float], share: float) -> float:
    """The value below which ``share`` of an ascending sequence lies; 0 for none."""
    if not ordered:
        return 0.0
    return round(ordered[min(len(ordered) - 1, math.ceil(share * len(ordered)) - 1)], 1)


def _judged(row: dict[str, Any], where: str) -> Judged:
    try:
        history = tuple(
            {"role": str(turn["role"]), "text": str(turn["text"])}
            for turn in row.get("history") or []
        )
        relevant = frozenset(map(str, row["relevant"]))
        return Judged(
            id=str(row["id"]),
            question=str(row["question"]),
            history=history,
            relevant=relevant,
            answerable=bool(row.get("answerable", bool(relevant))),
        )
    except (KeyError, TypeError) as error:
        raise BadFile(f"{where}: a question needs id, question and relevant ({error}).") from None


def _object(line: str, where: str) -> dict[str, Any]:
    try:
        row = json.loads(line)
    except ValueError as error:
        raise BadFile(f"{where}: is no JSON: {error}") from None
    if not isinstance(row, dict):
        raise BadFile(f"{where}: must be one JSON object.")
    return row


def _reciprocal_rank(articles: Sequence[str], relevant: frozenset[str]) -> float:
    return next((1 / place for place, one in enumerate(articles, start=1) if one in relevant), 0.0)


def _gain(articles: Sequence[str], relevant: frozenset[str]) -> float:
    """Normalised discounted cumulative gain of the first five, each relevant article worth 1."""
    gained = sum(1 / math.log2(at + 2) for at, one in enumerate(articles[:5]) if one in relevant)
    return gained / sum(1 / math.log2(at + 2) for at in range(min(5, len(relevant))))


def _mean(values: Iterable[float]) -> float:
    listed = list(values)
    return round(sum(listed) / len(listed), 4) if listed else 0.0
