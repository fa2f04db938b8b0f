"""Conversations of a list as programs get them, read and written without models and fields.

A list of fifty went through 200 model instances and 1,500 serializer fields, half of its processor
time; then the ORM wrote the same two statements anew for each list, which was half again. The
shape is ``ConversationShown``'s, which describes it; a test holds them together.
"""

from dataclasses import dataclass
from typing import Any, LiteralString

import orjson

from helpdesk.selecting import looking
from helpdesk.selecting.looking import Place, Selection

_OWN: tuple[LiteralString, ...] = (
    *("status", "origin", "priority", "subject", "locale", "assistant_on", "is_spam"),
    *("head", "last_preview", "last_sender"),
    *("created_at", "updated_at", "last_message_at", "waiting_since", "handed_off_at"),
    *("first_reply_at", "snoozed_until", "resolved_at"),
)
_CONTACT: tuple[LiteralString, ...] = ("external_id", "name", "email", "phone", "locale")
_SHOWN = ("id", *_OWN, "team", "assignee", "merged_into", "tags")
_OF_CONTACT = ("id", *_CONTACT)

_READ: LiteralString = """
    SELECT c.updated_at, c.id, c.page::text, k.public_id, <contact>, c.public_id, <own>,
           t.name, a.email, m.public_id,
           ARRAY(SELECT g.name FROM {schema}.filing_tagging AS f
                 JOIN {schema}.filing_tag AS g ON g.id = f.tag_id
                 WHERE f.conversation_id = c.id ORDER BY lower(g.name))
    FROM <rows>
    JOIN {schema}.conversations_contact AS k ON k.id = c.contact_id
    LEFT JOIN {schema}.agents_agent AS a ON a.id = c.assignee_id
    LEFT JOIN {schema}.escalation_team AS t ON t.id = c.team_id
    LEFT JOIN {schema}.conversations_conversation AS m ON m.id = c.merged_into_id
""".replace("<contact>", ", ".join(f"k.{name}" for name in _CONTACT)).replace(
    "<own>", ", ".join(f"c.{name}" for name in _OWN)
)
_BEFORE = 3


@dataclass(frozen=True, slots=True)
class Listed:
    """A conversation as ``ConversationShown`` would show it, and its place in the order."""

    place: Place
    item: dict[str, Any]


def read(chosen: Selection, place: Place | None, limit: int) -> list[Listed]:
    """The first conversations after ``place``, in one statement."""
    return [_listed(row) for row in looking.rows_of(_READ, chosen, place, limit)]


def _listed(row: tuple[Any, ...]) -> Listed:
    updated_at, number, page = row[:_BEFORE]
    end = _BEFORE + len(_OF_CONTACT)
    item = dict(zip(_SHOWN, row[end:], strict=True))
    item["contact"] = dict(zip(_OF_CONTACT, row[_BEFORE:end], strict=True))
    item["page"] = orjson.loads(page)
    return Listed((updated_at, number), item)
