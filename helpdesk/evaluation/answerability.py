"""``evaluate answerability``: does the assistant know when it does not know?

Each domain's passages become a knowledge base of its own; every question is then taken the way
of a turn (``assistant.rehearsing``), which sees nothing of how it is judged.
"""

from argparse import ArgumentParser
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any, TypeVar

from escalation.deciding import Exchange
from helpdesk.assistant.calibration import calibration_error
from helpdesk.assistant.rehearsing import Rehearsal, Way, rehearse
from helpdesk.evaluation.dialogues import exchanges
from helpdesk.evaluation.library import library_of
from knowledge.evaluating import BadFile, auroc, rows
from knowledge.models import Article
from knowledge.sources.documents import Document, document

HELP = "what becomes of questions that can, and that cannot, be answered"
KINDS = ("ANSWERABLE", "PARTIAL", "UNANSWERABLE", "UNDERSPECIFIED", "CONVERSATIONAL")
Result = TypeVar("Result")
NOT_ANSWERED = (Way.STEPPED_ASIDE, Way.ASKED_BACK)


@dataclass(frozen=True, slots=True)
class Task:
    """A question in its dialogue; ``passages`` answer it, as far as its kind says."""

    id: str
    domain: str
    question: str
    history: tuple[Exchange, ...]
    passages: tuple[Document, ...]
    kind: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a task. ``right``: what the answer quotes is one of the task's passages."""

    task: Task
    rehearsal: Rehearsal
    right: bool


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--tasks",
        type=Path,
        required=True,
        help='lines {"id", "domain", "question", "history", "passages": [{"id", "body"}], "kind"}',
    )


def run(options: dict[str, Any]) -> dict[str, Any]:
    """Shares by kind, and how well the confidence tells the kinds apart."""
    return figures([*in_their_domains(tasks(options["tasks"]), _outcome)])


def tasks(path: Path) -> list[Task]:
    """Read the tasks of a file, plain or gzipped. Raises ``BadFile``."""
    return [_task(row, where) for row, where in rows(path)]


def in_their_domains(
    asked: Iterable[Task], ask: Callable[[Task, Mapping[int, str]], Result]
) -> Iterator[Result]:
    """Ask each domain's questions in a knowledge base of that domain's passages.

    ``ask`` is given the passages' own ids by those of their articles.
    """
    for _, group in groupby(sorted(asked, key=_domain), _domain):
        domain = [*group]
        documents = {one.id: one for task in domain for one in task.passages}
        with library_of([*documents.values()]):
            ids = {id_: str(own) for id_, own in Article.objects.values_list("id", "external_id")}
            for task in domain:
                yield ask(task, ids)


def figures(found: Sequence[Outcome]) -> dict[str, Any]:
    """``auroc``: of the confidence, answerable against unanswerable. ``ece``: of the same rows."""
    judged = [one for one in found if one.task.kind in ("ANSWERABLE", "UNANSWERABLE")]
    scores = [one.rehearsal.confidence for one in judged]
    return {
        "n": len(found),
        "by_kind": {kind: _ways(found, kind) for kind in KINDS},
        "unanswerable_not_answered": _share(found, "UNANSWERABLE", *NOT_ANSWERED),
        "answerable_refused": _share(found, "ANSWERABLE", *NOT_ANSWERED),
        "underspecified_asked_back": _share(found, "UNDERSPECIFIED", Way.ASKED_BACK),
        "underspecified_not_answered": _share(found, "UNDERSPECIFIED", *NOT_ANSWERED),
        "partial_refused": _share(found, "PARTIAL", *NOT_ANSWERED),
        "conversational_refused": _share(found, "CONVERSATIONAL", *NOT_ANSWERED),
        "answerable_right": _mean(one.right for one in found if one.task.kind == "ANSWERABLE"),
        "stepped_aside_by_message": sum(one.rehearsal.by_message for one in found),
        "auroc": auroc(scores, [one.task.kind == "ANSWERABLE" for one in judged]),
        "ece": calibration_error(scores, [one.right for one in judged]),
    }


def _domain(task: Task) -> str:
    return task.domain


def _outcome(task: Task, ids: Mapping[int, str]) -> Outcome:
    rehearsal = rehearse(task.question, task.history)
    quoted = ids.get(rehearsal.answer.article_id or 0)
    known = task.kind == "ANSWERABLE" and quoted in {one.id for one in task.passages}
    return Outcome(task, rehearsal, known)


def _ways(found: Sequence[Outcome], kind: str) -> dict[str, int]:
    counted = Counter(one.rehearsal.way for one in found if one.task.kind == kind)
    return {str(way): counted[way] for way in Way}


def _share(found: Sequence[Outcome], kind: str, *ways: Way) -> float | None:
    return _mean(one.rehearsal.way in ways for one in found if one.task.kind == kind)


def _mean(values: Iterable[bool]) -> float | None:
    listed = [*values]
    return round(sum(listed) / len(listed), 4) if listed else None


def _task(row: dict[str, Any], where: str) -> Task:
    try:
        return Task(
            id=str(row["id"]),
            domain=str(row["domain"]),
            question=str(row["question"]),
            history=exchanges(row.get("history") or []),
            passages=tuple(document({"title": "", **one}) for one in row["passages"]),
            kind=_kind(str(row["kind"])),
        )
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        needs = "a task needs id, domain, question, passages and kind"
        raise BadFile(f"{where}: {needs} ({error}).") from None


def _kind(kind: str) -> str:
    if kind not in KINDS:
        raise ValueError(f"kind is {kind!r}; it can be {', '.join(KINDS)}")
    return kind
