"""A conversation as a line of the list, read without the models' forty columns.

The list is the page that is looked at most, and its cost was that of four models a line and of
two hundred template nodes. One statement reads what a line shows; a line knows its own words.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import LiteralString

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from helpdesk.agents.models import initials
from helpdesk.conversations.models import Conversation, Message
from helpdesk.notifying import reading
from tenants.database import direct

Status = Conversation.Status
Values = Mapping[str, object]

TONES = 6
_SHORT = {Status.ASSISTED: _("Assistant"), Status.WAITING: _("Waiting")}
_HURRIES: Mapping[str, Promise] = {
    Conversation.Priority.HIGH: _("High"),
    Conversation.Priority.URGENT: _("Urgent"),
}

# Joined from the conversation outwards, so that an index gives the order and LIMIT ends the work.
_READ: LiteralString = """
    SELECT c.id, c.public_id, c.status, c.priority, c.is_spam, c.head, <upto>,
           c.last_sender, c.last_preview, c.last_message_at, c.waiting_since,
           coalesce(nullif(k.name, ''), k.email),
           coalesce(a.name, ''), coalesce(t.name, ''), <due>,
           (SELECT min(d.due_at) FROM {schema}.routing_deadline AS d
            WHERE d.conversation_id = c.id AND d.ended_at IS NULL AND d.paused_at IS NULL),
           ARRAY(SELECT g.name FROM {schema}.filing_tagging AS f
                 JOIN {schema}.filing_tag AS g ON g.id = f.tag_id
                 WHERE f.conversation_id = c.id)
    FROM <rows>
    JOIN {schema}.conversations_contact AS k ON k.id = c.contact_id
    LEFT JOIN {schema}.agents_agent AS a ON a.id = c.assignee_id
    LEFT JOIN {schema}.escalation_team AS t ON t.id = c.team_id
""".replace("<upto>", reading.UPTO)
_ROWS: LiteralString = "{schema}.conversations_conversation AS c"
# The earliest thing that is owed; that a person answers is a mark of its own until it is late.
_DUE: LiteralString = """(
    SELECT min(due_at) FROM {schema}.recovery_promise
    WHERE conversation_id = c.id AND closed_at IS NULL AND (kind <> 'wait' OR due_at <= now())
)"""
READ: LiteralString = _READ.replace("<due>", _DUE).replace("<rows>", _ROWS)


@dataclass(frozen=True, slots=True)
class Row:
    """What a line of the list shows."""

    pk: int
    public_id: str
    status: str
    priority: str
    is_spam: bool
    head: int
    # How far the agent who looks has read.
    upto: int
    last_sender: str
    last_preview: str
    last_message_at: datetime
    waiting_since: datetime | None
    # The name or the address of the customer; empty where neither is known.
    known_as: str
    agent: str
    team: str
    due_at: datetime | None
    # The earliest deadline that an SLA policy set.
    deadline_at: datetime | None
    tags: list[str]

    @property
    def name(self) -> str:
        return self.known_as or gettext("Visitor")

    @property
    def is_waiting(self) -> bool:
        return self.status == Status.WAITING

    @property
    def is_unread(self) -> bool:
        """The customer spoke last, the agent who looks has not seen it, and it is not over."""
        is_over = self.status == Status.RESOLVED
        by_contact = self.last_sender == Message.Sender.CONTACT
        return by_contact and not is_over and self.upto < self.head

    @property
    def said_by(self) -> str:
        """Who spoke last, when it was not the customer."""
        if self.last_sender == Message.Sender.ASSISTANT:
            return gettext("AI")
        is_agent = self.last_sender == Message.Sender.AGENT
        return (_shortly(self.agent) or gettext("Agent")) if is_agent else ""

    @property
    def preview(self) -> str:
        return self.last_preview or (
            gettext("Redacted") if self.last_sender else gettext("No message yet")
        )

    @property
    def status_words(self) -> str:
        return words_for(self.status, is_spam=self.is_spam, agent=self.agent)

    @property
    def hurries(self) -> str:
        return str(_HURRIES.get(self.priority, ""))

    @property
    def initials(self) -> str:
        return initials(self.name)

    @property
    def tone(self) -> int:
        return sum(self.name.encode()) % TONES


def text_of(due: LiteralString = "") -> LiteralString:
    """``READ`` of conversations ``c`` from ``<rows>``, which may know what is owed first."""
    return _READ.replace("<due>", due or _DUE)


def read(text: LiteralString, values: Values) -> list[Row]:
    """The rows of a statement that begins with ``READ``, for the bound tenant."""
    return [Row(*row) for row in direct.fetch(text, values)]


def words_for(status: str, *, is_spam: bool, agent: str) -> str:
    """The status as a chip says it: short, and with the name of whoever has it."""
    if is_spam:
        return gettext("Spam")
    if status == Status.OPEN and agent:
        return _shortly(agent)
    return str(_SHORT.get(Status(status), Status(status).label))


def _shortly(name: str) -> str:
    return name.partition(" ")[0]
