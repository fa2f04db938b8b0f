"""What was promised in the past conversations, what failed a customer, and what became of it.

Taken from the conversations as planned: who was handed over was owed an answer, and the first
words of an agent kept that or not. Every few of them somebody was promised a call as well.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta

from helpdesk.conversations.models import Conversation, Handoff
from helpdesk.demo.past.ledger import Ledger
from helpdesk.demo.past.records import Entry, PastConversation, PastHandoff
from helpdesk.recovery.failures import BY_TRIGGER
from helpdesk.recovery.models import FirstReply, MakeGoodOffer, Promise, RecoveryCase, RootCause
from helpdesk.recovery.said.first_reply import known_of, lacking
from helpdesk.recovery.stages import State
from tenants.work.outbox import enqueue

WAIT = timedelta(minutes=60)
# Every so many hand-offs a call is promised too; the root causes take turns.
CALLS_EVERY = 6
CAUSES = (RootCause.MISSING_ARTICLE, RootCause.BAD_THRESHOLD, RootCause.UNCLEAR_COPY)
OUTCOMES = (State.SOLVED, State.SOLVED, State.WORKAROUND)

OFFERS = (
    ("10 euros of credit", "As an apology you find 10 euros of credit on your account.", 10),
    ("A month for free", "As an apology your next month is free of charge.", 29),
)
# What is worth more needs somebody's approval.
APPROVED_FROM = 20

Told = list[tuple[PastConversation, Conversation]]


def repair(told: Told, ledger: Ledger, now: datetime) -> None:
    """Write the promises, first replies and recovery cases of what was just written."""
    rows = [row.pk for _, row in told]
    handed = {(one.conversation_id, one.seq): one for one in _handoffs(rows)}
    Promise.objects.bulk_create(_promises(told, ledger, now))
    FirstReply.objects.bulk_create(_first_replies(told, ledger, handed))
    RecoveryCase.objects.bulk_create(_cases(told, ledger))
    for name, words, value in OFFERS:
        offered = {"words": words, "value": value, "needs_approval": value > APPROVED_FROM}
        MakeGoodOffer.objects.get_or_create(name=name, defaults=offered)
    enqueue("recovery.promises_due", {}, delay=timedelta(minutes=1))


def _handoffs(rows: list[int]) -> Iterator[Handoff]:
    yield from Handoff.objects.filter(conversation__in=rows).only("conversation_id", "seq")


def _promises(told: Told, ledger: Ledger, now: datetime) -> Iterator[Promise]:
    for past, row in told:
        for handoff in past.handoffs:
            promise = _wait(past, row, handoff, now)
            is_waiting = past.status == Conversation.Status.WAITING
            yield promise if promise.closed_at or is_waiting else _cancelled(promise, past)
    handed = [(past, row) for past, row in told if past.handoffs and past.assignee]
    is_open = Conversation.Status.OPEN
    late = next((row.pk for past, row in handed if past.status == is_open), None)
    for number, (past, row) in enumerate(handed):
        if row.pk == late:
            yield _call(past, row, ledger, now, due_at=now - timedelta(minutes=95))
        elif number % CALLS_EVERY == 0:
            first = past.handoffs[0].at
            yield _call(past, row, ledger, now, due_at=first + timedelta(hours=20))


def _wait(
    past: PastConversation, row: Conversation, handoff: PastHandoff, now: datetime
) -> Promise:
    reply = _reply_after(past, handoff.seq)
    words = next((one.body for one in past.entries if one.seq == handoff.seq), "")
    return Promise(
        conversation=row,
        key=f"wait:{handoff.seq}",
        kind=Promise.Kind.WAIT,
        text=(words or "A person will answer.")[:300],
        owner=row.assignee,
        team=row.team,
        made_by=Promise.Maker.SYSTEM,
        seq=handoff.seq,
        created_at=handoff.at,
        **_fate(handoff.at + WAIT, reply.at if reply else None, now),
    )


def _cancelled(promise: Promise, past: PastConversation) -> Promise:
    """Nobody was owed an answer any more, though none was given: ended, blocked, not waiting."""
    promise.state, promise.broken_at = Promise.State.CANCELLED, None
    promise.closed_at = past.updated_at
    return promise


def _call(
    past: PastConversation, row: Conversation, ledger: Ledger, now: datetime, *, due_at: datetime
) -> Promise:
    """Kept half an hour early where the conversation is done; else not made yet."""
    done_at = due_at - timedelta(minutes=30) if past.resolved_at else None
    return Promise(
        conversation=row,
        key="call",
        kind=Promise.Kind.CALLBACK,
        text="We call you tomorrow morning and go through it together.",
        owner=ledger.agents.get(past.assignee),
        team=row.team,
        made_by=Promise.Maker.AGENT,
        created_at=past.handoffs[0].at,
        **_fate(due_at, done_at if done_at and done_at < now else None, now),
    )


def _fate(due_at: datetime, done_at: datetime | None, now: datetime) -> dict[str, object]:
    """State and times of a promise that was done, or not, by the time it was due."""
    broken_at = due_at if (done_at or now) > due_at else None
    state = Promise.State.KEPT if done_at and not broken_at else Promise.State.OPEN
    return {
        "due_at": due_at,
        "state": Promise.State.BROKEN if broken_at else state,
        "kept_at": done_at,
        "broken_at": broken_at,
        "closed_at": done_at,
    }


def _first_replies(
    told: Told, ledger: Ledger, handed: dict[tuple[int, int], Handoff]
) -> Iterator[FirstReply]:
    for past, row in told:
        handoff = past.handoffs[-1] if past.handoffs else None
        reply = _reply_after(past, handoff.seq) if handoff else None
        if handoff and (reply or past.status == Conversation.Status.WAITING):
            first = FirstReply(conversation=row, handoff=handed[row.pk, handoff.seq])
            yield _sent(first, handoff, reply, ledger) if reply else first


def _sent(first: FirstReply, handoff: PastHandoff, reply: Entry, ledger: Ledger) -> FirstReply:
    first.lacked = [*lacking(reply.body, known_of(handoff.package), reply.at)]
    first.result = FirstReply.Result.UNSEEN if first.lacked else FirstReply.Result.PASSED
    first.seq, first.sent_at, first.agent = reply.seq, reply.at, ledger.agents.get(reply.agent)
    return first


def _cases(told: Told, ledger: Ledger) -> Iterator[RecoveryCase]:
    for number, (past, row) in enumerate(told):
        for handoff in past.handoffs[-1:]:
            if handoff.decision.trigger in BY_TRIGGER:
                yield _case(past, row, handoff, number)


def _case(
    past: PastConversation, row: Conversation, handoff: PastHandoff, number: int
) -> RecoveryCase:
    failure = BY_TRIGGER[handoff.decision.trigger]
    reply = _reply_after(past, handoff.seq)
    case = RecoveryCase(
        conversation=row,
        failure=failure,
        signs=[{"failure": failure, "why": handoff.decision.reason, "at": handoff.at.isoformat()}],
        detected_at=handoff.at,
    )
    if reply:
        case.state, case.owner, case.owned_at = State.OWNED, row.assignee, reply.at
        acknowledges = not lacking(reply.body, known_of(handoff.package), reply.at)
        case.acknowledged_at = reply.at if acknowledges else None
        _ended(case, past, number)
    return case


def _ended(case: RecoveryCase, past: PastConversation, number: int) -> None:
    """The resolved ones are at an end; of these every other loop is closed."""
    if past.resolved_at is None or past.status != Conversation.Status.RESOLVED:
        return
    case.outcome = OUTCOMES[number % len(OUTCOMES)]
    case.state = State.SURVEY
    case.ended_at = case.asked_at = past.resolved_at
    case.rating = next((one.score for one in past.opinions if one.kind == "csat"), None)
    if number % 2:
        case.state, case.closed_at = State.CLOSED, past.resolved_at + timedelta(minutes=8)
        case.root_cause = CAUSES[number % len(CAUSES)]


def _reply_after(past: PastConversation, seq: int) -> Entry | None:
    said = (one for one in past.entries if one.sender == "agent" and one.kind == "message")
    return next((one for one in said if one.seq > seq), None)
