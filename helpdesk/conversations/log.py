"""Read the log by cursor, as its reader may see it."""

from dataclasses import asdict, dataclass
from typing import Any, LiteralString

import orjson

from helpdesk.agents.models import initials
from helpdesk.conversations.models import Conversation, Message
from tenants.database import direct

LIMIT = 500

_ENTRIES: LiteralString = """
    SELECT m.seq, m.kind, m.sender, m.body, m.cid::text, m.data::text, m.created_at,
           a.name, a.colour
    FROM {schema}.conversations_message AS m
    LEFT JOIN {schema}.agents_agent AS a ON a.id = m.agent_id
    WHERE m.conversation_id = %s AND m.seq > %s ORDER BY m.seq LIMIT %s
"""

_STATE: LiteralString = """
    SELECT c.status, c.head, c.waiting_since, c.agent_seen, c.contact_seen, c.fence,
           a.name, a.colour, t.name, k.email, k.name, k.external_id
    FROM {schema}.conversations_conversation AS c
    JOIN {schema}.conversations_contact AS k ON k.id = c.contact_id
    LEFT JOIN {schema}.agents_agent AS a ON a.id = c.assignee_id
    LEFT JOIN {schema}.escalation_team AS t ON t.id = c.team_id
    WHERE c.id = %s
"""

_HEADS: LiteralString = """
    SELECT id, head FROM {schema}.conversations_conversation WHERE id = ANY(%s)
"""


@dataclass(frozen=True, slots=True)
class LogPage:
    """Entries in (after, upto]; those the reader may not see are absent from ``items``."""

    conversation: str
    after: int
    upto: int
    items: list[dict[str, Any]]
    state: dict[str, Any]

    def as_frame(self) -> dict[str, Any]:
        return {"type": "log", **asdict(self)}


def entries_after(
    conversation: Conversation, after: int, *, for_contact: bool, limit: int = LIMIT
) -> LogPage:
    """A page of the log, inside the caller's transaction."""
    rows = direct.fetch(_ENTRIES, (conversation.pk, after, limit))
    state = direct.fetch(_STATE, (conversation.pk,))
    return _page(conversation.public_id, after, rows, state, for_contact)


async def aentries_after(
    conversation_id: int, public_id: str, after: int, *, for_contact: bool, limit: int = LIMIT
) -> LogPage:
    """The same for a socket's pump. Raises ``Conversation.DoesNotExist`` when it is gone."""
    rows = await direct.afetch(_ENTRIES, (conversation_id, after, limit))
    state = await direct.afetch(_STATE, (conversation_id,))
    return _page(public_id, after, rows, state, for_contact)


async def aheads(conversation_ids: list[int]) -> dict[int, int]:
    """The heads of these conversations, in one statement."""
    rows = await direct.afetch(_HEADS, (conversation_ids,))
    return {row[0]: row[1] for row in rows}


def _page(
    public_id: str, after: int, rows: list[direct.Row], state: list[direct.Row], for_contact: bool
) -> LogPage:
    if not state:
        raise Conversation.DoesNotExist(public_id)
    items = [_item(row) for row in rows]
    shown = [item for item in items if not (for_contact and _hidden(item))]
    upto = rows[-1][0] if rows else after
    return LogPage(public_id, after, upto, shown, _state(state[0]))


def _hidden(item: dict[str, Any]) -> bool:
    return item["kind"] == Message.Kind.NOTE or bool(item["data"].get("internal"))


def _item(row: direct.Row) -> dict[str, Any]:
    seq, kind, sender, body, cid, data, created_at, name, colour = row
    return {
        "seq": seq,
        "kind": kind,
        "sender": sender,
        "author": speaker(sender, name, colour),
        "body": body,
        "at": created_at.isoformat(),
        "cid": cid if sender == Message.Sender.CONTACT else None,
        "data": orjson.loads(data),
    }


def speaker(kind: str, name: str | None, colour: str | None) -> dict[str, str]:
    """Who speaks, as screens show it: the assistant is always named as such."""
    if kind == Message.Sender.ASSISTANT:
        return {"kind": kind, "name": "AI assistant", "initials": "AI", "colour": ""}
    name = name or ""
    shown = initials(name) if name else ""
    return {"kind": kind, "name": name, "initials": shown, "colour": colour or ""}


def _state(row: direct.Row) -> dict[str, Any]:
    status, head, waiting, agent_seen, contact_seen, fence, *people = row
    agent, colour, team, email, name, ext = people
    kinds = {"assisted": "assistant", "open": "agent", "snoozed": "agent" if agent else "assistant"}
    wanted = [field for field, value in (("name", name), ("email", email)) if not value]
    return {
        "status": status,
        "head": head,
        "fence": fence,
        "speaker": speaker(kinds.get(status, "nobody"), agent, colour),
        "team": team or "",
        "can_talk_to_person": status in ("assisted", "resolved"),
        "can_cancel_wait": status == "waiting",
        "waiting_since": waiting.isoformat() if waiting else None,
        "contact_details_wanted": wanted if status == "waiting" and not ext else [],
        "agent_seen": agent_seen,
        "contact_seen": contact_seen,
    }
