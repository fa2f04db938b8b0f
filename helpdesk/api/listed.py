"""Conversations of a list as programs get them, read and written without models and fields.

A list of fifty went through 200 model instances and 1,500 serializer fields, half of its processor
time. The shape is ``ConversationShown``'s, which describes it; a test holds them together.
"""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from django.db.models import QuerySet

from helpdesk.conversations.models import Conversation
from helpdesk.filing import tagging

_OWN = (
    *("status", "origin", "priority", "subject", "locale", "page", "assistant_on", "is_spam"),
    *("head", "last_preview", "last_sender"),
)
_TIMES = (
    *("created_at", "updated_at", "last_message_at", "waiting_since", "handed_off_at"),
    *("first_reply_at", "snoozed_until", "resolved_at"),
)
_CONTACT = ("external_id", "name", "email", "phone", "locale")
_OF_CONTACT = ("public_id", *_CONTACT)
_READ = (
    *("id", "public_id", *_OWN, *_TIMES, "team__name", "assignee__email"),
    "merged_into__public_id",
    *(f"contact__{name}" for name in _OF_CONTACT),
)


def rows(found: QuerySet[Conversation]) -> QuerySet[Any]:
    """What ``shown`` needs of each conversation, as named tuples in the order of ``found``."""
    return found.values_list(*_READ, named=True)


def shown(read: Iterable[Any]) -> list[dict[str, Any]]:
    """The rows of a page, as ``ConversationShown`` would show them."""
    page = list(read)
    tags = tagging.names_of(row.id for row in page)
    return [_shown(row._asdict(), tags.get(row.id, [])) for row in page]


def _shown(row: dict[str, Any], tags: list[str]) -> dict[str, Any]:
    contact = {name: row[f"contact__{name}"] for name in _CONTACT}
    return {
        "id": row["public_id"],
        **{name: row[name] for name in _OWN},
        **{name: _time(row[name]) for name in _TIMES},
        "contact": {"id": row["contact__public_id"], **contact},
        "team": row["team__name"],
        "assignee": row["assignee__email"],
        "tags": tags,
        "merged_into": row["merged_into__public_id"],
    }


def _time(at: datetime | None) -> str | None:
    """``2026-11-23T08:00:00.123456Z``."""
    return None if at is None else at.astimezone(UTC).isoformat().removesuffix("+00:00") + "Z"
