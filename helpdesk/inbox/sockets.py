"""Who is behind a socket of the inbox, and what moved since it last looked."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from http.cookies import CookieError
from typing import LiteralString

from django.conf import settings
from django.contrib.auth import get_user
from django.contrib.sessions.backends.db import SessionStore
from django.http import HttpRequest, parse_cookie

from helpdesk.agents.models import Agent
from helpdesk.inbox import tickets
from helpdesk.inbox.entrance import may_answer
from tenants.database import direct
from tenants.signing import BadToken

# Transactions commit out of order: look back this far, and drop what was told already.
OVERLAP = timedelta(seconds=15)

_CHANGED: LiteralString = """
    SELECT id, head, updated_at FROM {schema}.conversations_conversation
    WHERE updated_at > %s ORDER BY updated_at LIMIT 500
"""
_NOW: LiteralString = "SELECT now()"


@dataclass(frozen=True, slots=True)
class Member:
    """The agent behind a session, as a plain value."""

    id: int
    name: str


def session_key(cookies: str) -> str:
    """The session that a ``Cookie`` header names; empty when it names none."""
    try:
        return parse_cookie(cookies).get(settings.SESSION_COOKIE_NAME, "")
    except CookieError:
        return ""


def admit(ticket: str, key: str) -> Member | None:
    """Who may listen with this ticket of this session. Uses the ticket up; None: nobody."""
    try:
        tickets.redeem(ticket, key)
    except BadToken:
        return None
    return member_of(key)


def member_of(key: str) -> Member | None:
    """Who is logged in under this session now; None once they are out, off, or of another role."""
    if not key:
        return None
    request = HttpRequest()
    request.session = SessionStore(key)
    agent = get_user(request)
    if not isinstance(agent, Agent) or not may_answer(agent):
        return None
    return Member(agent.pk, agent.name)


@dataclass
class Watch:
    """Finds conversations whose hint was lost."""

    since: datetime | None = None
    told: dict[int, datetime] = field(default_factory=dict)

    async def changed(self) -> dict[int, int]:
        """Conversation id → head, of what changed since the last call. The first call is empty."""
        begun = self.since is not None
        since = self.since or (await direct.afetch(_NOW, ()))[0][0]
        rows = await direct.afetch(_CHANGED, (since - OVERLAP,))
        fresh = {row[0]: row[1] for row in rows if self.told.get(row[0]) != row[2]}
        self.told = {row[0]: row[2] for row in rows}
        self.since = max([since, *self.told.values()])
        return fresh if begun else {}
