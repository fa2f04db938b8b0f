"""Who asks, found by one prepared statement: each page begins with it.

By the ORM it was a fifth of the processor time of the inbox. What a process remembers of a session
is only which agent it was the last time, to read that row along. The session itself, as it is
now, says who asks; where it is somebody else, or the process has not seen it, they are looked up
by themselves. So who is switched off, or has logged out elsewhere, is out with the next request.
"""

from contextvars import ContextVar
from typing import Any, Final, LiteralString, cast

from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.middleware import AuthenticationMiddleware, get_user
from django.contrib.sessions.backends import db
from django.contrib.sessions.base_session import AbstractBaseSession
from django.contrib.sessions.models import Session
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from helpdesk.agents.models import Agent
from tenants.context import current_schema
from tenants.database import direct
from tenants.database.whole import Whole

AGENT = Whole(Agent, "a")
_SESSION: LiteralString = """
    SELECT s.session_key, s.session_data, s.expire_date, <columns>
    FROM {schema}.django_session AS s LEFT JOIN {schema}.agents_agent AS a ON a.id = %(agent)s
    WHERE s.session_key = %(key)s AND s.expire_date > now()
""".replace("<columns>", AGENT.columns)
_AGENT: LiteralString = "SELECT <columns> FROM {schema}.agents_agent AS a WHERE a.id = %s".replace(
    "<columns>", AGENT.columns
)

# (tenant, session) → the number of the agent who came with it last.
_came: dict[tuple[str, str | None], int] = {}
REMEMBERED: Final = 10_000
_asking: ContextVar["SessionStore | None"] = ContextVar("session_of_who_asks", default=None)


class SessionStore(db.SessionStore):
    """Django's, in the same table; with the row of the agent who came with it last, as it is."""

    read_along: Agent | None = None

    def _get_session_from_db(self) -> AbstractBaseSession | None:
        key = self.session_key
        values = {"key": key, "agent": _came.get((current_schema(), key), 0)}
        for key, data, expires, *agent in direct.fetch_prepared(_SESSION, values):
            self.read_along = AGENT.read(agent) if agent[0] else None
            return Session(session_key=key, session_data=data, expire_date=expires)
        self._session_key = None
        return None


class AgentBackend(ModelBackend):
    """Django's: e-mail and password to log in, then the number that the session holds."""

    def authenticate(
        self,
        request: HttpRequest | None,
        username: str | None = None,
        password: str | None = None,
        **given: Any,
    ) -> Agent | None:
        """The agent. Raises ``PermissionDenied`` for nobody, so that no other backend hashes."""
        found = super().authenticate(request, username, password, **given)
        if not isinstance(found, Agent):
            raise PermissionDenied("No agent has this address and this password.")
        return found

    def get_user(self, user_id: int) -> Agent | None:
        session = _asking.get()
        if session and session.read_along and session.read_along.pk == user_id:
            return self._if_allowed(session.read_along)
        for row in direct.fetch_prepared(_AGENT, (user_id,)):
            if session:
                _remember(session, user_id)
            return self._if_allowed(AGENT.read(row))
        return None

    def _if_allowed(self, agent: Agent) -> Agent | None:
        return agent if self.user_can_authenticate(agent) else None


class AgentMiddleware(AuthenticationMiddleware):
    """Django's, which asks for the agent by number and does not say with which session."""

    def process_request(self, request: HttpRequest) -> None:
        super().process_request(request)
        request.user = cast("Agent", SimpleLazyObject(lambda: _who(request)))


def _who(request: HttpRequest) -> Any:
    token = _asking.set(cast("SessionStore", request.session))
    try:
        return get_user(request)
    finally:
        _asking.reset(token)


def _remember(session: SessionStore, agent_id: int) -> None:
    if len(_came) >= REMEMBERED:
        _came.clear()
    _came[current_schema(), session.session_key] = agent_id
