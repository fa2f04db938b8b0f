"""Who is behind a socket of the inbox, and what moved since it last looked."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from http.cookies import CookieError
from typing import Any, LiteralString

from django.conf import settings
from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY, get_user
from django.contrib.sessions.models import Session
from django.http import HttpRequest, parse_cookie
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from helpdesk.agents.entering import SessionStore
from helpdesk.agents.models import Agent
from helpdesk.inbox import tickets
from helpdesk.inbox.entrance import may_answer
from helpdesk.live.gathering import Gathering
from tenants.context import current_schema, in_thread
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
    colour: str


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
    return Member(agent.pk, agent.name, agent.colour)


async def still_member(key: str) -> Member | None:
    """``member_of`` for a socket that asks again; all that ask at once are looked up at once."""
    return (await _members.ask(key)).get(key)


def members_of(keys: set[str]) -> dict[str, Member]:
    """``member_of`` each of these sessions, in two statements while nothing is amiss.

    A session that is not plainly in order is looked at as a request would.
    """
    rows = Session.objects.filter(session_key__in=keys, expire_date__gt=timezone.now())
    sessions = {row.session_key: row.get_decoded() for row in rows}
    agents = Agent.objects.in_bulk({int(held.get(SESSION_KEY, 0)) for held in sessions.values()})
    found = {}
    for key, held in sessions.items():
        agent = agents.get(int(held.get(SESSION_KEY, 0)))
        if agent is not None and may_answer(agent) and _is_of(agent, held):
            found[key] = Member(agent.pk, agent.name, agent.colour)
        elif member := member_of(key):
            found[key] = member
    return found


def _is_of(agent: Agent, held: dict[str, Any]) -> bool:
    """Whether the log-in was with the password that the agent has now."""
    return constant_time_compare(held.get(HASH_SESSION_KEY, ""), agent.get_session_auth_hash())


async def _look_up(keys: set[str]) -> dict[str, Member]:
    return await in_thread(current_schema(), members_of, keys)


async def _read_changes(since: set[datetime]) -> list[direct.Row]:
    return await direct.afetch(_CHANGED, (min(since),))


_members = Gathering(_look_up)
_changes = Gathering(_read_changes)


@dataclass
class Watch:
    """Finds conversations whose hint was lost."""

    since: datetime | None = None
    told: dict[int, datetime] = field(default_factory=dict)

    async def changed(self) -> dict[int, int]:
        """Conversation id → head, of what changed since the last call. The first call is empty."""
        begun = self.since is not None
        since = self.since or (await direct.afetch(_NOW, ()))[0][0]
        seen = since - OVERLAP
        rows = [row for row in await _changes.ask(seen) if row[2] > seen]
        fresh = {row[0]: row[1] for row in rows if self.told.get(row[0]) != row[2]}
        self.told = {row[0]: row[2] for row in rows}
        self.since = max([since, *self.told.values()])
        return fresh if begun else {}
