"""A changed conversation to read: what was said, and where each policy would hand over.

Nothing of it is kept with the backtest. It is looked up and replayed when somebody reads it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from escalation.backtesting.past import PastConversation
from escalation.backtesting.replaying import Firing, Replayer
from escalation.models import Backtest
from escalation.policy.values import PolicySpec
from helpdesk.backtests import sample
from helpdesk.backtests.handing_in import hand_in
from helpdesk.backtests.models import Changed, PastPart
from helpdesk.backtests.packing import unpack
from helpdesk.backtests.sources import read_all, sense_of
from helpdesk.conversations.models import Conversation, Message
from knowledge import field as field_of

READ_AT_MOST = 500


@dataclass(frozen=True, slots=True)
class Spoken:
    """One line; ``marks`` are the policies that would hand over here, with the reason."""

    place: int
    sender: str
    text: str
    at: datetime | None
    marks: tuple[tuple[str, Firing], ...] = ()


@dataclass(frozen=True, slots=True)
class Transcript:
    """The lines, and what really happened. ``address``: of the conversation in the inbox."""

    title: str
    lines: list[Spoken]
    past: PastConversation
    conversation: Conversation | None = None


def transcript_of(changed: Changed) -> Transcript | None:
    """None when the conversation is gone, with its file or by erasure."""
    past = _past(changed)
    if past is None:
        return None
    old, new = _firings(changed.backtest, past)
    row = changed.conversation
    said = _logged(row) if row else _told(past)
    return Transcript(
        title=str(row.contact) if row else past.key,
        lines=list(_marked(list(said), old, new)),
        past=past,
        conversation=row,
    )


def first_words(rows: Sequence[Changed]) -> dict[int, str]:
    """How the customer began, by the row's primary key."""
    own = [row.conversation_id for row in rows if row.conversation_id]
    asked = Message.objects.filter(conversation__in=own, sender="contact", kind="message")
    first = asked.order_by("conversation_id", "seq").distinct("conversation_id")
    begun = dict(first.values_list("conversation_id", "body"))
    filed = _filed([row for row in rows if row.conversation_id is None])
    return {
        row.pk: begun.get(row.conversation_id or 0, "") or filed.get(row.pk, "") for row in rows
    }


def _filed(rows: Sequence[Changed]) -> dict[int, str]:
    found: dict[int, str] = {}
    batches: dict[tuple[int, int | None], list[PastConversation]] = {}
    for row in rows:
        key = (row.backtest_id, row.part)
        if key not in batches:
            batches[key] = _batch(row)
        past = _nth(batches[key], row.number)
        found[row.pk] = past.turns[0].question if past else ""
    return found


def _past(changed: Changed) -> PastConversation | None:
    if changed.conversation:
        centre = field_of.centre()
        return hand_in([changed.conversation], lambda texts: sense_of(texts, centre))[0]
    found = _nth(_batch(changed), changed.number)
    return read_all([found])[0] if found else None


def _batch(changed: Changed) -> list[PastConversation]:
    if changed.backtest.source == Backtest.Source.SAMPLE:
        return list(sample.conversations())
    part = PastPart.objects.filter(
        file__run__backtest=changed.backtest_id, place=changed.part or 0
    ).first()
    return unpack(part.content) if part else []


def _nth(batch: Sequence[PastConversation], number: int | None) -> PastConversation | None:
    return batch[number] if number is not None and number < len(batch) else None


def _firings(backtest: Backtest, past: PastConversation) -> tuple[Firing | None, Firing | None]:
    specs = (PolicySpec.from_json(kept) for kept in (backtest.old, backtest.new))
    old, new = Replayer(*specs).replay(past)
    return old.firing, new.firing


def _logged(row: Conversation) -> Iterator[Spoken]:
    """The log without notes, which are for agents, and without silent events."""
    entries = Message.objects.filter(conversation=row).exclude(kind="note").order_by("seq")
    for entry in entries[:READ_AT_MOST]:
        if entry.body or entry.kind == Message.Kind.EVENT:
            sender = "event" if entry.kind == Message.Kind.EVENT else entry.sender
            yield Spoken(entry.seq, sender, entry.body, entry.created_at)


def _told(past: PastConversation) -> Iterator[Spoken]:
    for turn in past.turns:
        yield Spoken(turn.place, "contact", turn.question, turn.at)
        if turn.answer:
            yield Spoken(turn.place, "assistant", turn.answer, None)


def _marked(lines: Sequence[Spoken], old: Firing | None, new: Firing | None) -> Iterator[Spoken]:
    """Each mark under the first line of its place; silent events go without one."""
    waiting = [(name, one) for name, one in (("In force", old), ("Draft", new)) if one]
    for line in lines:
        marks = tuple((name, one) for name, one in waiting if one.place == line.place)
        waiting = [pair for pair in waiting if pair not in marks]
        if line.text or marks:
            yield Spoken(line.place, line.sender, line.text, line.at, marks)
