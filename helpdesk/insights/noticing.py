"""Notice questions that had no good answer, and put those together that ask for the same.

A question joins the gap nearest in meaning, or begins one: an index finds it, so a question costs
the same however many there were. What a gap means follows its latest questions. The turns of the
last ``LOOK_BACK`` days are looked through each time, since a customer may judge late; that is all
that grows, and with those turns alone.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np
from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from pgvector.django import CosineDistance

from escalation.rules import Trigger
from helpdesk.assistant.models import Turn
from helpdesk.insights.models import Gap, Miss
from knowledge.embeddings import embed
from knowledge.vector_cache import Vector
from tenants.context import current_schema
from tenants.work.effects import once
from tenants.work.outbox import enqueue

TOPIC = "insights.gaps"
LOOK_BACK = timedelta(days=30)
# Who asks the same again within this time, elsewhere, was not helped.
SOON = timedelta(hours=48)
# Cosine from which on two questions ask for the same; chosen on public ones: docs/knowledge.md.
ALIKE = 0.62
BATCH = 200
# A gap means what its latest questions mean.
LATEST = 200
# Hand-offs for want of an answer. Others (a person was asked for, a risk topic) are no gap.
FOR_WANT = (Trigger.LOW_CONFIDENCE, Trigger.REPHRASED_QUESTION, Trigger.REPEATED_ANSWER)

Kind = Miss.Kind


@dataclass(frozen=True, slots=True)
class Found:
    """A turn that did not help, and what its question means."""

    turn_id: int
    kind: str
    asked_at: datetime
    meaning: Vector


def notice() -> None:
    """Note what is new among the bound tenant's turns; owes another look if it was much."""
    found = [*_unhelpful(), *_came_back()][:BATCH]
    if not found:
        return
    with once():
        _one_at_a_time()
        noted = Miss.objects.filter(turn__in=[one.turn_id for one in found])
        known = set(noted.values_list("turn_id", flat=True))
        joined = {_join(one) for one in found if one.turn_id not in known}
        for gap_id in joined:
            settle(gap_id)
        if len(found) == BATCH:
            enqueue(TOPIC, {})


def settle(gap_id: int) -> None:
    """Make the gap's size, meaning and example those of its questions; it goes with the last."""
    gap = Gap.objects.get(pk=gap_id)
    latest = list(gap.misses.order_by("-asked_at", "-id")[:LATEST])
    if not latest:
        gap.delete()
        return
    meanings = np.array([miss.meaning for miss in latest], dtype=float)
    centre = meanings.sum(axis=0)
    centre /= max(float(np.linalg.norm(centre)), 1e-12)
    gap.centre = centre.tolist()
    gap.example_id = latest[int(np.argmax(meanings @ centre))].turn_id
    gap.size = gap.misses.count()
    gap.latest_at = latest[0].asked_at
    gap.save(update_fields=["centre", "example", "size", "latest_at"])


def _unhelpful() -> list[Found]:
    """Handed off for want of an answer, or judged: new ones, oldest first."""
    wanting = Q(outcome=Turn.Outcome.HANDED_OFF, decision__trigger__in=[*FOR_WANT])
    judged = Q(outcome=Turn.Outcome.ANSWERED)
    judged &= Q(verdict=Turn.Verdict.CONTRADICTED) | Q(thumbs_up=False)
    turns = list(_new_turns().filter(wanting | judged).order_by("id")[:BATCH])
    meanings = embed([turn.question for turn in turns])
    return [
        Found(turn.pk, _kind(turn), turn.created_at, meaning)
        for turn, meaning in zip(turns, meanings, strict=True)
    ]


def _kind(turn: Turn) -> str:
    return Kind.HANDED_OFF if turn.outcome == Turn.Outcome.HANDED_OFF else Kind.NOT_HELPFUL


def _came_back() -> list[Found]:
    """Answers after which the same contact asked the same in another conversation, soon."""
    pairs = _pairs()
    first = embed([earlier.question for earlier, _ in pairs])
    again = embed([later for _, later in pairs])
    return [
        Found(earlier.pk, Kind.CAME_BACK, earlier.created_at, meaning)
        for (earlier, _), meaning, other in zip(pairs, first, again, strict=True)
        if float(np.dot(meaning, other)) >= ALIKE
    ]


def _pairs() -> list[tuple[Turn, str]]:
    """Answers of the last days, each with the first question of the contact's next conversation."""
    later = Turn.objects.filter(
        conversation__contact=OuterRef("conversation__contact"),
        conversation__gt=OuterRef("conversation"),
        created_at__gt=OuterRef("created_at"),
        created_at__lt=OuterRef("created_at") + SOON,
    )
    answered = _new_turns().filter(
        outcome=Turn.Outcome.ANSWERED, created_at__gt=timezone.now() - 2 * SOON
    )
    asked_again = later.exclude(question="").order_by("id").values("question")[:1]
    turns = answered.exclude(verdict=Turn.Verdict.CONFIRMED).annotate(again=asked_again)
    return [(turn, turn.again) for turn in turns.exclude(again=None).order_by("id")[:BATCH]]


def _new_turns() -> QuerySet[Turn]:
    recent = Turn.objects.filter(created_at__gt=timezone.now() - LOOK_BACK).exclude(question="")
    noted = Exists(Miss.objects.filter(turn=OuterRef("pk")))
    return recent.filter(~noted, conversation__is_spam=False).only(
        "id", "question", "outcome", "created_at"
    )


def _join(found: Found) -> int:
    distance = CosineDistance("centre", found.meaning)
    near = Gap.objects.annotate(distance=distance).order_by("distance").values("pk", "distance")
    nearest = near.first()
    if nearest is not None and 1 - nearest["distance"] >= ALIKE:
        gap_id: int = nearest["pk"]
    else:
        gap_id = Gap.objects.create(centre=found.meaning, latest_at=found.asked_at).pk
    Miss.objects.create(
        turn_id=found.turn_id,
        gap_id=gap_id,
        kind=found.kind,
        meaning=found.meaning,
        asked_at=found.asked_at,
    )
    return gap_id


def forget(conversation_id: int) -> None:
    """Take a conversation's questions out of the gaps, in the caller's transaction."""
    _one_at_a_time()
    misses = Miss.objects.filter(turn__conversation=conversation_id)
    gaps: Iterable[int] = set(misses.values_list("gap_id", flat=True))
    misses.delete()
    for gap_id in gaps:
        settle(gap_id)


def _one_at_a_time() -> None:
    """Two who noticed at once would begin the same gap twice."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtext(%s))", [f"{current_schema()}.insights_gap"]
        )
