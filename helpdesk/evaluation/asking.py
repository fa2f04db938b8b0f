"""Ask the bound workspace's assistant the questions of a set, slice by slice, leaving no trace.

A job asks for some seconds and owes the rest, so that a long set holds no worker for long, can be
stopped, and goes on where it was after a crash. Each question takes the way of a turn
(``assistant.rehearsing``) and its search once more, for the ranks: 50 to 300 ms.
"""

import time
from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from helpdesk.assistant.rehearsing import Rehearsal, Way, rehearse
from helpdesk.evaluation.dialogues import exchanges
from helpdesk.evaluation.models import MAX_QUOTED, Asked, Evaluation, QuestionSet
from helpdesk.evaluation.outcomes import figures
from helpdesk.evaluation.standing import standing
from knowledge.evaluating import DEEP, PASSAGES_READ
from knowledge.models import Article
from knowledge.search import Dialogue, look_up
from tenants.work.effects import once, repeatable
from tenants.work.outbox import enqueue

TOPIC = "evaluation.ask"
PART = "questions"
SLICE_SECONDS = 15.0
State = Evaluation.State


@transaction.atomic
def start(set_id: int, *, by: Any = None) -> Evaluation:
    """Owe the asking of a set; one that is being asked is not begun again.

    Raises ``QuestionSet.DoesNotExist``.
    """
    asked = QuestionSet.objects.select_for_update().get(pk=set_id)
    running = asked.evaluations.filter(state__in=[State.WAITING, State.RUNNING]).first()
    if running:
        return running
    evaluation = Evaluation.objects.create(
        part=PART, question_set=asked, subject=asked.name, digest=asked.digest, requested_by=by
    )
    enqueue(TOPIC, {"evaluation": evaluation.pk})
    return evaluation


def stop(evaluation_id: int) -> None:
    """Stop after the question that is being asked; nothing for one that is over."""
    unfinished = Evaluation.objects.filter(state__in=[State.WAITING, State.RUNNING])
    unfinished.filter(pk=evaluation_id).update(is_stopping=True)


def work(evaluation_id: int, *, seconds: float = SLICE_SECONDS) -> None:
    """A slice; what is left is owed again. Nothing for an evaluation that is over or gone."""
    until = time.monotonic() + seconds
    evaluation = _begun(evaluation_id)
    while evaluation and (number := _next(evaluation)) is not None:
        _ask(evaluation, number, _questions(evaluation)[number])
        if time.monotonic() > until:
            break
    with once():
        _conclude(evaluation_id)


def _begun(evaluation_id: int) -> Evaluation | None:
    with repeatable():
        evaluation = _locked(evaluation_id)
        if evaluation and evaluation.state == State.WAITING:
            evaluation.state, evaluation.configuration = State.RUNNING, standing()
            evaluation.save(update_fields=["state", "configuration"])
    return evaluation


def _locked(evaluation_id: int) -> Evaluation | None:
    unfinished = Evaluation.objects.filter(state__in=[State.WAITING, State.RUNNING])
    of_a_set = unfinished.select_for_update(of=["self"]).select_related("question_set")
    return of_a_set.filter(pk=evaluation_id, question_set__isnull=False).first()


def _next(evaluation: Evaluation) -> int | None:
    """The number of the first question that was not asked.

    None when nothing is left to ask, and for an evaluation that is to stop or was deleted.
    """
    going_on = Evaluation.objects.filter(pk=evaluation.pk, is_stopping=False)
    done = evaluation.asked.count()
    return done if done < len(_questions(evaluation)) and going_on.exists() else None


def _questions(evaluation: Evaluation) -> list[dict[str, Any]]:
    questions: list[dict[str, Any]] = (
        evaluation.question_set.questions if evaluation.question_set else []
    )
    return questions


def _ask(evaluation: Evaluation, number: int, one: dict[str, Any]) -> None:
    history = tuple(one["history"])
    dialogue = Dialogue.of(one["question"], tuple(line["text"] for line in history))
    began = time.perf_counter()
    findings = look_up(dialogue, limit=PASSAGES_READ, closely=True)
    took = (time.perf_counter() - began) * 1000
    rehearsal = rehearse(one["question"], exchanges(history))
    places = [*dict.fromkeys(hit.article_id for hit in findings.hits if hit.article_id)][:DEEP]
    known = known_as(one["relevant"])
    outcome = {
        **_outcome(places, known, rehearsal),
        "is_wrong": _is_wrong(rehearsal, known, is_answerable=one["answerable"]),
        "question": one["question"],
        "relevant": one["relevant"],
        "is_answerable": one["answerable"],
        "milliseconds": took,
    }
    with repeatable():
        if _locked(evaluation.pk):  # whoever deletes the set deletes this too, and may be doing so
            Asked.objects.get_or_create(evaluation=evaluation, number=number, defaults=outcome)


def known_as(named: Sequence[str]) -> set[int]:
    """The approved articles that a set names, by their ids in the source or their titles."""
    known = Article.objects.approved().filter(Q(external_id__in=named) | Q(title__in=named))
    return set(known.values_list("id", flat=True))


def _outcome(places: Sequence[int], right: set[int], rehearsal: Rehearsal) -> dict[str, Any]:
    quoted = rehearsal.answer.article_id or 0
    titles = dict(Article.objects.filter(pk__in=[*places, quoted]).values_list("id", "title"))
    return {
        "articles": [titles.get(one, "") for one in places],
        "right": [at for at, one in enumerate(places, start=1) if one in right],
        "right_in_all": len(right),
        "way": rehearsal.way.value,
        "quoted": titles.get(quoted, "")[:MAX_QUOTED],
        "confidence": rehearsal.confidence,
    }


def _is_wrong(rehearsal: Rehearsal, right: set[int], *, is_answerable: bool) -> bool:
    """Answered from another article, or though nothing answers; not where ours is not here."""
    if rehearsal.way is not Way.ANSWERED or (is_answerable and not right):
        return False
    return rehearsal.answer.article_id not in right


def _conclude(evaluation_id: int) -> None:
    """Owe the rest, or note what came of it."""
    evaluation = _locked(evaluation_id)
    if evaluation is None:
        return
    if _next(evaluation) is not None:
        enqueue(TOPIC, {"evaluation": evaluation_id})
        return
    evaluation.state = State.CANCELLED if evaluation.is_stopping else State.DONE
    evaluation.figures = figures([*evaluation.asked.all()])
    evaluation.finished_at = timezone.now()
    evaluation.save(update_fields=["state", "figures", "finished_at"])
