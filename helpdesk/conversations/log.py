"""Read the log by cursor, as its reader may see it."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any, LiteralString
from uuid import UUID

import orjson

from helpdesk.agents.models import initials
from helpdesk.conversations.models import Conversation, Message
from tenants.database import direct

LIMIT = 500

# How things stand, of a row ``c`` of conversations; messaging.py asks as well.
STATE: LiteralString = """
    c.public_id, c.status, c.head, c.waiting_since, c.agent_seen, c.contact_seen, c.fence,
    a.name, a.colour, t.name, k.email, k.phone, k.name, k.external_id
"""
STATE_JOINS: LiteralString = """
    LEFT JOIN {schema}.conversations_contact AS k ON k.id = c.contact_id
    LEFT JOIN {schema}.agents_agent AS a ON a.id = c.assignee_id
    LEFT JOIN {schema}.escalation_team AS t ON t.id = c.team_id
"""
_STATE_WIDTH = 14

# One statement, so that the state is as of the last entry. One row with nulls: no entries.
_PAGE: LiteralString = """
    SELECT <state>, m.seq, m.kind, m.sender, m.body, m.cid::text, m.data::text, m.created_at,
           w.name, w.colour
    FROM {schema}.conversations_conversation AS c <joins>
    LEFT JOIN LATERAL (
        SELECT * FROM {schema}.conversations_message
        WHERE conversation_id = c.id AND seq > %s ORDER BY seq LIMIT %s
    ) AS m ON true
    LEFT JOIN {schema}.agents_agent AS w ON w.id = m.agent_id
    WHERE c.id = %s ORDER BY m.seq
""".replace("<state>", STATE).replace("<joins>", STATE_JOINS)

_HEADS: LiteralString = """
    SELECT id, head FROM {schema}.conversations_conversation WHERE id = ANY(%s)
"""


@dataclass(frozen=True)
class LogPage:
    """Entries in (after, upto]; those the reader may not see are absent from ``items``."""

    conversation: str
    after: int
    upto: int
    items: list[dict[str, Any]]
    state: dict[str, Any]

    def as_frame(self) -> dict[str, Any]:
        return {"type": "log", **vars(self)}

    @property
    def is_end(self) -> bool:
        """Whether nothing will ever follow: the conversation goes on in another."""
        return bool(self.items) and self.items[-1]["data"].get("event") == "merged"

    @cached_property
    def text(self) -> str:
        """The frame as it is sent; written once, however many get it."""
        return orjson.dumps(self.as_frame()).decode()


def entries_after(
    conversation: Conversation, after: int, *, for_contact: bool, limit: int = LIMIT
) -> LogPage:
    """A page of the log, in one statement.

    Raises ``Conversation.DoesNotExist`` when the conversation is gone.
    """
    return _page(after, direct.fetch(_PAGE, (after, limit, conversation.pk)), for_contact)


async def aentries_after(
    conversation_id: int, after: int, *, for_contact: bool, limit: int = LIMIT
) -> LogPage:
    """The same from an event loop."""
    return _page(after, await direct.afetch(_PAGE, (after, limit, conversation_id)), for_contact)


def entry_said(seq: int, body: str, cid: UUID, at: datetime, state: direct.Row) -> LogPage:
    """The page that a contact's message makes by itself, for those who have read all before."""
    said = (seq, Message.Kind.MESSAGE, Message.Sender.CONTACT, body, str(cid), "{}", at, None, None)
    return LogPage(state[0], seq - 1, seq, [_item(said)], _state(state[1:]))


async def aheads(conversation_ids: list[int]) -> dict[int, int]:
    """The heads of these conversations, in one statement."""
    rows = await direct.afetch(_HEADS, (conversation_ids,))
    return {row[0]: row[1] for row in rows}


def _page(after: int, rows: list[direct.Row], for_contact: bool) -> LogPage:
    if not rows:
        raise Conversation.DoesNotExist
    public_id, *state = rows[-1][:_STATE_WIDTH]
    items = [_item(row[_STATE_WIDTH:]) for row in rows if row[_STATE_WIDTH] is not None]
    shown = [item for item in items if not (for_contact and _hidden(item))]
    upto = items[-1]["seq"] if items else after
    return LogPage(public_id, after, upto, shown, _state(tuple(state)))


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
    agent, colour, team, email, phone, name, ext = people
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
        # How they may be reached, and whether we know where.
        "ways": {"callback": bool(phone), "email": bool(email)} if status == "waiting" else {},
        "contact_details_wanted": wanted if status == "waiting" and not ext else [],
        "agent_seen": agent_seen,
        "contact_seen": contact_seen,
    }
