"""Take entries from one log to the end of another, where nobody's cursor is hurt.

A conversation's numbers never change their meaning for whoever has read them: an entry that goes
leaves an entry in its place, with its number, which is internal and says where it went. In the
other log it is the next one, with the time and the author that it had. So both logs stay without
gaps, every text lies in one place, and whoever holds a number reads on from it.
"""

from dataclasses import dataclass
from typing import Any, LiteralString

from django.db.models import F

from helpdesk.conversations import attaching
from helpdesk.conversations.models import Conversation, Handoff, Message
from helpdesk.conversations.signals import entries_carried
from tenants.database import direct


@dataclass(frozen=True, slots=True)
class Carried:
    """What went: from number ``first`` on, each to its number plus ``offset`` there."""

    from_id: int
    to_id: int
    first: int
    offset: int

    def where(self, seq: int | None) -> int | None:
        """The number there of what was ``seq`` here; None for what did not go."""
        return None if seq is None or seq < self.first else seq + self.offset


# A client id that is taken in the other log is dropped; a reply whose question stays behind
# forgets which it was; events that point at an entry point at it where it is now.
_TAKE: LiteralString = """
    UPDATE {schema}.conversations_message AS m SET
        conversation_id = %(to)s,
        seq = m.seq + %(offset)s,
        trigger_seq = CASE WHEN m.trigger_seq >= %(first)s THEN m.trigger_seq + %(offset)s END,
        cid = CASE WHEN EXISTS (
            SELECT FROM {schema}.conversations_message AS there
            WHERE there.conversation_id = %(to)s AND there.author = m.author AND there.cid = m.cid
        ) THEN NULL ELSE m.cid END,
        data = CASE
            WHEN jsonb_typeof(m.data->'target') <> 'number' OR NOT m.data ? 'target' THEN m.data
            WHEN (m.data->>'target')::int < %(first)s THEN m.data - 'target'
            ELSE jsonb_set(m.data, '{{target}}', to_jsonb((m.data->>'target')::int + %(offset)s))
        END
    WHERE m.conversation_id = %(from)s AND m.seq >= %(first)s
    RETURNING m.id
"""
_LEAVE: LiteralString = """
    INSERT INTO {schema}.conversations_message
        (conversation_id, seq, kind, sender, author, body, data, created_at)
    SELECT %(from)s, m.seq - %(offset)s, 'event', 'system', 'system', '',
           jsonb_build_object('event', 'moved', 'internal', true, 'into', %(into)s::text,
                              'seq', m.seq),
           m.created_at
    FROM {schema}.conversations_message AS m
    WHERE m.conversation_id = %(to)s AND m.seq >= %(first)s + %(offset)s
    RETURNING id
"""


def carry(source: Conversation, target: Conversation, *, first: int = 1) -> Carried:
    """Take what stands in ``source`` from number ``first`` on to the end of ``target``.

    Both are locked by the caller, and both are as fresh as their locks when this is called;
    afterwards ``target.head`` is too.
    """
    carried = Carried(source.pk, target.pk, first, target.head + 1 - first)
    values: dict[str, Any] = {
        "from": source.pk,
        "to": target.pk,
        "first": first,
        "offset": carried.offset,
        "into": target.public_id,
    }
    gone = [row[0] for row in direct.fetch(_TAKE, values)]
    direct.fetch(_LEAVE, values)
    attaching.carry(source.pk, target.pk, gone if first > 1 else None)
    _carry_handoffs(carried)
    target.head += len(gone)
    target.save(update_fields=["head"])
    entries_carried.send(Conversation, carried=carried)
    return carried


def follow(rows: Any, carried: Carried, field: str = "seq") -> None:
    """Let rows that name an entry by its number go where it went."""
    gone = rows.filter(conversation=carried.from_id, **{f"{field}__gte": carried.first})
    gone.update(conversation=carried.to_id, **{field: F(field) + carried.offset})


def found(conversation_id: int, seq: int) -> Message:
    """The entry that had this number, wherever it is; its conversation is locked.

    Raises ``Message.DoesNotExist``.
    """
    Conversation.objects.select_for_update().get(pk=conversation_id)
    entry = Message.objects.get(conversation=conversation_id, seq=seq)
    if entry.data.get("event") != "moved":
        return entry
    there = Conversation.objects.only("pk").get(public_id=entry.data["into"])
    return found(there.pk, entry.data["seq"])


def latest_of(conversation_id: int) -> Message | None:
    """The last message of a log, by its number."""
    said = Message.objects.filter(conversation=conversation_id, kind=Message.Kind.MESSAGE)
    return said.order_by("-seq").first()


def renumbered(value: Any, carried: Carried) -> Any:
    """What was kept as JSON, each ``seq`` in it as that entry is numbered now; 0: it stayed."""
    if isinstance(value, list):
        return [renumbered(one, carried) for one in value]
    if not isinstance(value, dict):
        return value
    whole = {name: renumbered(part, carried) for name, part in value.items()}
    if isinstance(whole.get("seq"), int):
        whole["seq"] = carried.where(whole["seq"]) or 0
    return whole


def _carry_handoffs(carried: Carried) -> None:
    gone = Handoff.objects.filter(conversation=carried.from_id, seq__gte=carried.first)
    for handoff in gone:
        handoff.conversation_id, handoff.seq = carried.to_id, handoff.seq + carried.offset
        handoff.package = renumbered(handoff.package, carried)
        handoff.save(update_fields=["conversation", "seq", "package"])
