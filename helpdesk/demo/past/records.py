"""A past conversation as plain values: people by e-mail, teams and articles by name."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from escalation.deciding import Decision, Facts, Moment


@dataclass(frozen=True, slots=True)
class PastContact:
    """Somebody who wrote. Without ``external_id`` they were not signed in."""

    public_id: str
    name: str
    email: str
    firm: str
    locale: str
    external_id: str | None = None
    # For how long they had an account when they first wrote.
    known_days: int = 0
    attributes: dict[str, str] = field(default_factory=dict)

    @property
    def first_name(self) -> str:
        return self.name.partition(" ")[0] or "there"


@dataclass(slots=True)
class Entry:
    """A line of the log; ``agent`` is an e-mail address."""

    seq: int
    kind: str
    sender: str
    body: str
    at: datetime
    agent: str = ""
    data: dict[str, Any] = field(default_factory=dict)
    trigger_seq: int | None = None
    cid: UUID | None = None


@dataclass(slots=True)
class PastHandoff:
    """A hand-off and the case that was prepared for it."""

    seq: int
    team: str
    decision: Decision
    package: dict[str, Any]
    at: datetime


@dataclass(slots=True)
class PastTurn:
    """One attempt of the assistant; ``source`` is the article's own id."""

    trigger_seq: int
    reply_seq: int | None
    outcome: str
    answer: str
    facts: Facts
    moment: Moment
    at: datetime
    decision: Decision | None = None
    source: str = ""
    verdict: str = ""
    thumbs_up: bool | None = None
    took_ms: int = 0


@dataclass(slots=True)
class Opinion:
    """That we asked, and what came back: None while the customer stays silent."""

    public_id: str
    kind: str
    path: str
    about_seq: int
    asked_at: datetime
    score: int | None = None
    comment: str = ""
    answered_at: datetime | None = None


@dataclass(slots=True)
class PastConversation:
    """Everything that the tables keep of one conversation, as the verbs would have left it."""

    scenario: str
    public_id: str
    client_key: UUID
    contact: PastContact
    page: dict[str, str]
    locale: str
    started_at: datetime
    status: str = "assisted"
    priority: str = "normal"
    team: str = ""
    assignee: str = ""
    head: int = 0
    fence: int = 0
    contact_seen: int = 0
    agent_seen: int = 0
    last_preview: str = ""
    last_sender: str = ""
    is_spam: bool = False
    updated_at: datetime = field(init=False)
    last_message_at: datetime = field(init=False)
    waiting_since: datetime | None = None
    handed_off_at: datetime | None = None
    first_reply_at: datetime | None = None
    snoozed_until: datetime | None = None
    resolved_at: datetime | None = None
    entries: list[Entry] = field(default_factory=list)
    handoffs: list[PastHandoff] = field(default_factory=list)
    turns: list[PastTurn] = field(default_factory=list)
    opinions: list[Opinion] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.updated_at = self.last_message_at = self.started_at

    @property
    def contact_since(self) -> datetime:
        return self.started_at - timedelta(days=self.contact.known_days)
