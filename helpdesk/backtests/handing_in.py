"""Hands the bound tenant's own past conversations in, some hundred at a time.

What the assistant saw at the time is kept on its turns, so nothing is read again unless this
release sees more in the same words. Nothing here writes.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, Final

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from escalation.backtesting.past import (
    Happened,
    Judged,
    Kind,
    PastConversation,
    PastTurn,
    facts_for,
)
from escalation.deciding import Exchange, Facts, Signal
from escalation.facts.repetition import alike
from escalation.reasons import PRESSED
from escalation.rules import Trigger
from escalation.signals.meaning import BY_WORDS, Sense
from helpdesk.assistant.models import Turn
from helpdesk.backtests.packing import known_facts
from helpdesk.backtests.placing import placed
from helpdesk.conversations.models import Conversation, Handoff, Message
from helpdesk.routing.standing import default_hours
from helpdesk.surveys.models import Kind as SurveyKind
from helpdesk.surveys.models import Response

CAME_BACK_WITHIN: Final = timedelta(hours=48)
# From here on two first questions are about the same matter, by their words.
SAME_MATTER: Final = 0.4
POOR: Final = 2
_LOOKED: Final = ("answered", "asked_back", "chatted", "handed_off")
# What a hand-off without a turn came from.
_WITHOUT_TURN: Final[Mapping[str, Kind]] = {
    Trigger.ASKS_FOR_PERSON: Kind.PRESSED,
    Trigger.DEADLINE_MISSED: Kind.WAITED,
}
Row = dict[str, Any]


def own_conversations(since: datetime) -> QuerySet[Conversation]:
    """Those that began since then and that the assistant had a part in, oldest first."""
    had_turn = Turn.objects.filter(conversation=OuterRef("pk"))
    handed = Handoff.objects.filter(conversation=OuterRef("pk"))
    begun = Conversation.objects.real().filter(created_at__gte=since).select_related("contact")
    return begun.filter(Exists(had_turn) | Exists(handed)).order_by("pk")


def hand_in(
    rows: Sequence[Conversation], sense_of: Callable[[Sequence[str]], Sense]
) -> list[PastConversation]:
    """These conversations as values, in as many queries however many they are.

    ``sense_of`` is asked once, for the texts that must be read again. Times are in the server's
    zone. ``key`` is the conversation's public id.
    """
    ids = [row.pk for row in rows]
    turns = _grouped(_turns(ids))
    sense = sense_of(list(_unknown(turn for told in turns.values() for turn in told)))
    handed = _grouped(
        Handoff.objects.filter(conversation__in=ids)
        .order_by("seq")
        .values("conversation_id", "seq", "trigger", "created_at", "judgement__judged")
    )
    outcomes = _Outcomes(rows, turns)
    hours = default_hours()
    told = (
        (row, tuple(placed(_steps(turns[row.pk], handed[row.pk], sense), row, hours)))
        for row in rows
    )
    return [
        PastConversation(row.public_id, steps, outcomes.of(row, steps, handed[row.pk]))
        for row, steps in told
    ]


def _turns(ids: Sequence[int]) -> Iterable[Row]:
    rows: Iterable[Row] = (
        Turn.objects.filter(conversation__in=ids, outcome__in=_LOOKED)
        .order_by("trigger_seq")
        .values(
            *("conversation_id", "trigger_seq", "reply_seq", "outcome", "question", "answer"),
            *("confidence", "grounded", "facts", "moment", "verdict", "created_at"),
        )
    )
    return rows


def _unknown(turns: Iterable[Row]) -> Iterator[str]:
    """Notes on each turn the facts that it kept; the texts of those that kept too few."""
    for turn in turns:
        turn["known"] = known_facts(turn["facts"])
        if turn["known"] is None:
            yield turn["question"]
            yield from (one["question"] for one in turn["facts"].get("history", ()))


def _grouped(rows: Iterable[Any]) -> dict[int, list[Row]]:
    found: dict[int, list[Row]] = defaultdict(list)
    for row in rows:
        found[row["conversation_id"]].append(row)
    return found


def _steps(turns: Sequence[Row], handoffs: Sequence[Row], sense: Sense) -> Iterator[PastTurn]:
    """What the customer did, in order: wrote, pressed a button, or waited in vain."""
    steps = [step for turn in turns for step in _of_turn(turn, sense)]
    replied = {turn["reply_seq"] for turn in turns}
    steps += [_of_handoff(one) for one in handoffs if one["seq"] not in replied]
    yield from sorted(steps, key=lambda step: step.place)


def _of_turn(turn: Row, sense: Sense) -> Iterator[PastTurn]:
    history = [Exchange(**one) for one in turn["facts"].get("history", ())]
    is_answer = turn["outcome"] == Turn.Outcome.ANSWERED
    step = PastTurn(
        place=turn["trigger_seq"],
        question=turn["question"],
        # Before a draft nobody knows what it would have said.
        answer=turn["answer"] if turn["moment"] == "answer_drafted" else None,
        at=timezone.localtime(turn["created_at"]),
        confidence=turn["confidence"],
        grounded=turn["grounded"],
        verdict=turn["verdict"],
        counts=is_answer,
        facts=turn["known"],
    )
    yield step if step.facts else replace(step, facts=facts_for(step, history, sense))
    if is_answer and turn["verdict"] == Turn.Verdict.CONTRADICTED:
        yield _said_no(step, history, turn["reply_seq"])


def _said_no(step: PastTurn, history: Sequence[Exchange], place: int) -> PastTurn:
    no = PastTurn(place=place or step.place, question="", at=step.at, kind=Kind.SAID_NO)
    return replace(no, facts=facts_for(no, [*history, step.exchange], BY_WORDS))


def _of_handoff(row: Row) -> PastTurn:
    kind = _WITHOUT_TURN.get(row["trigger"], Kind.SAID_NO)
    pressed = Signal(1.0, (PRESSED,)) if kind is Kind.PRESSED else Signal()
    facts = Facts(asks_for_person=pressed, deadline_missed=kind is Kind.WAITED)
    at = timezone.localtime(row["created_at"])
    return PastTurn(place=row["seq"], question="", at=at, kind=kind, facts=facts)


class _Outcomes:
    """What became of some conversations, looked up for all of them at once."""

    def __init__(self, rows: Sequence[Conversation], turns: Mapping[int, Sequence[Row]]) -> None:
        ids = [row.pk for row in rows]
        rated = Response.objects.filter(
            kind=SurveyKind.CSAT, score__lte=POOR, invitation__conversation__in=ids
        )
        self._poor = set(rated.values_list("invitation__conversation_id", flat=True))
        helped = Message.objects.filter(conversation__in=ids, sender=Message.Sender.AGENT)
        self._helped = set(helped.filter(kind="message").values_list("conversation_id", flat=True))
        self._back = _who_came_back(rows, turns)
        self._turns = turns

    def of(self, row: Conversation, steps: Sequence[PastTurn], handoffs: Sequence[Row]) -> Happened:
        return Happened(
            asked_for_person=any(one["trigger"] == Trigger.ASKS_FOR_PERSON for one in handoffs),
            left=not handoffs and row.pk not in self._helped and _left(row, self._turns[row.pk]),
            rated_poorly=row.pk in self._poor,
            came_back=row.pk in self._back,
            judged=_judged(handoffs),
            handed_over_at=handoffs[0]["seq"] if handoffs else None,
        )


def _judged(handoffs: Sequence[Row]) -> Judged:
    """What was said of the first hand-off of which anybody said something."""
    said = (Judged(one["judgement__judged"]) for one in handoffs if one["judgement__judged"])
    return next(said, Judged.NOT)


def _left(row: Conversation, turns: Sequence[Row]) -> bool:
    """With nobody else to help: the last answer did not, or the last word had no answer."""
    last = turns[-1] if turns else None
    said_no = last is not None and last["verdict"] == Turn.Verdict.CONTRADICTED
    unheard = row.last_sender == Message.Sender.CONTACT and row.status != "resolved"
    return said_no or unheard


def _who_came_back(rows: Sequence[Conversation], turns: Mapping[int, Sequence[Row]]) -> set[int]:
    """Conversations after which the same contact began another about the same matter."""
    contacts = {row.contact_id for row in rows}
    latest = max((row.last_message_at for row in rows), default=timezone.now())
    earliest = min((row.created_at for row in rows), default=latest)
    first = (
        Turn.objects.filter(
            Q(conversation__contact__in=contacts),
            conversation__created_at__range=(earliest, latest + CAME_BACK_WITHIN),
            conversation__is_spam=False,
        )
        .order_by("conversation_id", "trigger_seq")
        .distinct("conversation_id")
    )
    by_contact: dict[int, list[tuple[datetime, str]]] = defaultdict(list)
    for contact, began, question in first.values_list(
        "conversation__contact_id", "conversation__created_at", "question"
    ):
        by_contact[contact].append((began, question))
    return {row.pk for row in rows if _came_back(row, turns[row.pk], by_contact[row.contact_id])}


def _came_back(
    row: Conversation, turns: Sequence[Row], others: Sequence[tuple[datetime, str]]
) -> bool:
    if not turns:
        return False
    until = row.last_message_at + CAME_BACK_WITHIN
    return any(
        row.created_at < began <= until and alike(turns[0]["question"], question) >= SAME_MATTER
        for began, question in others
    )
