"""What a thread shows: entries of the log, the hand-off card, the contact and what one may do."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from escalation.models import Team
from helpdesk.agents.models import Agent
from helpdesk.agents.roles import ANSWERING_ROLES
from helpdesk.assistant.models import Turn
from helpdesk.conversations import log
from helpdesk.conversations.models import Conversation, Handoff, Message
from helpdesk.inbox.happenings import words_for
from helpdesk.surveys.models import Response
from knowledge.models import Audience, Snippet

Status = Conversation.Status

PAST_SHOWN = 6
SNIPPETS_SHOWN = 30
TURNS_SHOWN = 8
# Entries of a thread that is opened; older ones are behind a link.
RECENT = 200


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of the log, ready to be shown to agents."""

    seq: int
    kind: str
    sender: str
    author: dict[str, str]
    body: str
    at: datetime
    data: dict[str, Any]
    # What the assistant thought of its answer, and the customer.
    turn: Turn | None = None

    @property
    def is_redacted(self) -> bool:
        return bool(self.data.get("redacted"))

    @property
    def is_note(self) -> bool:
        return self.kind == Message.Kind.NOTE

    @property
    def is_event(self) -> bool:
        return self.kind == Message.Kind.EVENT

    @property
    def words(self) -> str:
        """An event, as a line for agents."""
        return words_for(self.data, self.body)


@dataclass(frozen=True, slots=True)
class Thread:
    """A piece of the log: entries in (after, upto]."""

    entries: list[Entry]
    after: int
    upto: int
    contact_seen: int
    # The assistant's latest attempts here, asked for when somebody shows them.
    turns: Sequence[Turn] | QuerySet[Turn]

    @property
    def has_events(self) -> bool:
        return any(entry.is_event for entry in self.entries)

    @property
    def hands_off(self) -> bool:
        return any(entry.data.get("event") == "handed_off" for entry in self.entries)

    @property
    def touched(self) -> set[int]:
        """Numbers of older entries that an event in this piece has changed."""
        targets = (entry.data.get("target") for entry in self.entries if entry.is_event)
        return {target for target in targets if isinstance(target, int) and target <= self.after}


def opened(conversation: Conversation, *, whole: bool = False) -> Thread:
    """The thread as it is opened: the latest entries, or all of them."""
    after = 0 if whole else max(conversation.head - RECENT, 0)
    return since(conversation, after)


def since(conversation: Conversation, after: int) -> Thread:
    """What was said after ``after``, in full, however many pages the log has."""
    turns = _turns(conversation)
    items: list[dict[str, Any]] = []
    upto = after
    while True:
        page = log.entries_after(conversation, upto, for_contact=False)
        # What went to another conversation has left its number, and nothing to look at.
        items += [item for item in page.items if item["data"].get("event") != "moved"]
        upto = page.upto
        if upto >= page.state["head"] or not page.items:
            entries, seen = _entries(items, turns), page.state["contact_seen"]
            return Thread(entries, after, upto, seen, turns[:TURNS_SHOWN])


def entries_at(conversation: Conversation, seqs: set[int]) -> list[Entry]:
    """These entries as they are now."""
    items: list[dict[str, Any]] = []
    for seq in sorted(seqs):
        items += log.entries_after(conversation, seq - 1, for_contact=False, limit=1).items
    return _entries(items, _turns(conversation))


def standing(conversation: Conversation, agent: Agent) -> str:
    """How this agent stands to the conversation: decides what the composer offers.

    ``mine``, ``theirs``, ``queue``, ``assistant``, ``asleep``, ``done`` or ``merged``.
    """
    if conversation.status == Status.OPEN:
        return "mine" if conversation.assignee == agent else "theirs"
    return {
        Status.WAITING: "queue",
        Status.ASSISTED: "assistant",
        Status.SNOOZED: "asleep",
        Status.MERGED: "merged",
    }.get(Status(conversation.status), "done")


def handoff_of(conversation: Conversation) -> Handoff | None:
    """The latest hand-off, which the card shows."""
    return conversation.handoffs.select_related("team", "judgement").first()


def past_of(conversation: Conversation) -> list[Conversation]:
    """The contact's other conversations, latest first."""
    others = Conversation.objects.filter(contact=conversation.contact_id, merged_into=None)
    latest = others.select_related("assignee").order_by("-last_message_at", "-id")
    return list(latest.exclude(pk=conversation.pk)[:PAST_SHOWN])


def colleagues() -> QuerySet[Agent]:
    """Who may be given a conversation."""
    return Agent.objects.filter(is_active=True, role__in=ANSWERING_ROLES)


def snippets() -> QuerySet[Snippet]:
    """Short facts that a reply may quote: never those that only agents may see."""
    public = Snippet.objects.filter(is_active=True, audience=Audience.PUBLIC)
    return public[:SNIPPETS_SHOWN]


def responses_of(conversation: Conversation) -> QuerySet[Response]:
    """What the contact answered to surveys here."""
    return Response.objects.filter(invitation__conversation=conversation)


def teams() -> QuerySet[Team]:
    return Team.objects.all()


def _turns(conversation: Conversation) -> QuerySet[Turn]:
    """The assistant's turns here, the latest first, without what they were decided from."""
    shown = Turn.objects.only(
        *("reply_seq", "confidence", "verdict", "thumbs_up"),
        *("question", "outcome", "model_problem"),
    )
    return shown.filter(conversation=conversation)


def _entries(items: Sequence[dict[str, Any]], turns: QuerySet[Turn]) -> list[Entry]:
    """Of the turns none is asked for where the assistant said nothing."""
    by_entry = {}
    if any(item["sender"] == Message.Sender.ASSISTANT for item in items):
        by_entry = {turn.reply_seq: turn for turn in turns}
    return [_entry(item, by_entry) for item in items]


def _entry(item: dict[str, Any], turns: dict[int | None, Turn]) -> Entry:
    return Entry(
        seq=item["seq"],
        kind=item["kind"],
        sender=item["sender"],
        author=item["author"],
        body=item["body"],
        at=datetime.fromisoformat(item["at"]),
        data=item["data"],
        turn=turns.get(item["seq"]),
    )
