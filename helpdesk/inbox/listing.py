"""The list: named views of conversations, their counts, search, and pages by cursor."""

import base64
import binascii
import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db.models import Count, Q, QuerySet

from helpdesk.agents.models import Agent
from helpdesk.conversations.models import Conversation

Status = Conversation.Status

PAGE_SIZE = 30
MAX_PAGE_SIZE = 150


@dataclass(frozen=True, slots=True)
class View:
    """A named part of all conversations, and what an empty one says."""

    key: str
    label: str
    icon: str
    empty_title: str
    empty_words: str
    # Who waits longest comes first; everywhere else, who spoke last.
    is_queue: bool = False

    @property
    def order(self) -> str:
        return "waiting_since" if self.is_queue else "last_message_at"


VIEWS = (
    View("mine", "Mine", "person", "Nothing on your desk", "Claim one from the queue to begin."),
    View("waiting", "Unassigned", "queue", "Nobody is waiting",
         "New hand-offs appear here, longest wait first.", is_queue=True),
    View("open", "All open", "inbox", "No open conversations",
         "Whatever a person has or waits for stands here."),
    View("assistant", "With the assistant", "spark", "The assistant has no conversation",
         "You can watch and take over at any time."),
    View("resolved", "Resolved", "check", "Nothing resolved yet", "What is done moves here."),
    View("snoozed", "Snoozed", "moon", "Nothing is snoozed",
         "Snoozed conversations return on time, or when the customer writes."),
    View("spam", "Spam", "block", "No spam", "Conversations of blocked contacts end up here."),
)  # fmt: skip
BY_KEY = {view.key: view for view in VIEWS}
MAIN_VIEWS, MORE_VIEWS = VIEWS[:5], VIEWS[5:]


@dataclass(frozen=True, slots=True)
class Page:
    """Rows of a view, and the cursor of what follows ("" at the end)."""

    rows: list[Conversation]
    next_cursor: str


def view_named(key: str) -> View:
    """The view, or the first one: an old bookmark should still open the inbox."""
    return BY_KEY.get(key, VIEWS[0])


def page_of(
    agent: Agent, view: View, *, query: str = "", cursor: str = "", size: int = PAGE_SIZE
) -> Page:
    """One page of ``view`` as ``agent`` sees it, in one query."""
    size = min(max(size, PAGE_SIZE), MAX_PAGE_SIZE)
    rows = _in_view(agent, view)
    if query:
        rows = rows.filter(_matching(query))
    rows = _after(rows, view, cursor)
    direction = "" if view.is_queue else "-"
    ordered = rows.select_related("contact", "assignee", "team").order_by(
        f"{direction}{view.order}", f"{direction}id"
    )
    found = list(ordered[: size + 1])
    more = len(found) > size
    return Page(found[:size], _cursor(found[size - 1], view) if more else "")


def counts(agent: Agent) -> dict[str, int]:
    """How many conversations stand in each view that has work in it, in one grouped query."""
    rows = (
        Conversation.objects.real()
        .exclude(status=Status.RESOLVED)
        .values("status")
        .annotate(number=Count("id"), mine=Count("id", filter=Q(assignee=agent)))
    )
    by_status: dict[str, dict[str, Any]] = {row["status"]: dict(row) for row in rows}

    def number(status: Status, field: str = "number") -> int:
        return int(by_status.get(status, {}).get(field, 0))

    return {
        "mine": number(Status.OPEN, "mine"),
        "waiting": number(Status.WAITING),
        "open": number(Status.OPEN) + number(Status.WAITING),
        "assistant": number(Status.ASSISTED),
        "snoozed": number(Status.SNOOZED),
    }


def _in_view(agent: Agent, view: View) -> QuerySet[Conversation]:
    if view.key == "spam":
        return Conversation.objects.filter(is_spam=True)
    filters = {
        "mine": Q(status=Status.OPEN, assignee=agent),
        "waiting": Q(status=Status.WAITING),
        "open": Q(status__in=(Status.OPEN, Status.WAITING)),
        "assistant": Q(status=Status.ASSISTED),
        "resolved": Q(status=Status.RESOLVED),
        "snoozed": Q(status=Status.SNOOZED),
    }
    return Conversation.objects.real().filter(filters[view.key])


def _matching(query: str) -> Q:
    """Looks through the whole view: its cost grows with the view, not with the page."""
    words = query.strip()[:100]
    found = (
        Q(contact__name__icontains=words)
        | Q(contact__email__icontains=words)
        | Q(last_preview__icontains=words)
    )
    number = words.removeprefix("#")
    if number.isdecimal() and len(number) < 12:
        found |= Q(pk=int(number))
    return found


def _after(rows: QuerySet[Conversation], view: View, cursor: str) -> QuerySet[Conversation]:
    place = _read_cursor(cursor)
    if place is None:
        return rows
    at, last_id = place
    step = "gt" if view.is_queue else "lt"
    return rows.filter(
        Q(**{f"{view.order}__{step}": at}) | Q(**{view.order: at, f"id__{step}": last_id})
    )


def _cursor(last: Conversation, view: View) -> str:
    at = getattr(last, view.order)
    return base64.urlsafe_b64encode(json.dumps([at.isoformat(), last.pk]).encode()).decode()


def _read_cursor(cursor: str) -> tuple[datetime, int] | None:
    """None for none, and for one that we did not write: that shows the first page."""
    try:
        at, last_id = json.loads(base64.urlsafe_b64decode(cursor.encode()))
        return datetime.fromisoformat(at).astimezone(UTC), int(last_id)
    except (ValueError, TypeError, OverflowError, RecursionError, binascii.Error):
        return None
