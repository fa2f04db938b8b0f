"""Visitors and agents for measurements, and their sockets, which speak the protocol of the chat."""

from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY

from bench.wire import Wire, dial
from helpdesk.agents.models import Agent
from helpdesk.conversations import lifecycle
from helpdesk.conversations.contacts import new_visitor
from helpdesk.inbox import tickets
from helpdesk.widget import sessions
from tenants.context import in_public, in_tenant
from tenants.models import Domain, Tenant

BODY = "My card was charged twice this month, could somebody look at it please? " * 2

# The limits would end the floods that are wanted here.
FREE = {"WIDGET_SENDS_PER_10_SECONDS": "1000000", "TENANT_MESSAGES_PER_SECOND": "1000000"}


@dataclass(frozen=True, slots=True)
class Place:
    """A workspace and the host that leads to it."""

    schema: str
    host: str

    @classmethod
    def of(cls, tenant: Tenant) -> "Place":
        with in_public():
            domain = Domain.objects.get(tenant=tenant, is_primary=True)
        return cls(str(tenant.schema_name), domain.domain)


@dataclass(frozen=True, slots=True)
class Visitor:
    """Somebody with a conversation, and the token that says so."""

    place: Place
    token: str
    conversation: str
    number: int

    async def dial(self, port: int, make: type[Wire] = Wire) -> Wire:
        """A socket that has said hello and has read the log to its end."""
        origin = f"http://{self.place.host}"
        headers = {"Host": self.place.host, "Origin": origin}
        wire = await dial(port, "/ws/widget", headers, make)
        hello = {"type": "hello", "token": self.token, "conversation": self.conversation}
        welcome = await wire.tell(hello | {"after": 0}, "welcome")
        await wire.next(b'"upto":%d' % welcome["head"])
        return wire


def visitors(place: Place, count: int) -> list[Visitor]:
    """New ones, each with an empty conversation."""
    return [_visitor(place) for _ in range(count)]


def _visitor(place: Place) -> Visitor:
    with in_tenant(place.schema):
        contact = new_visitor()
        conversation = lifecycle.start(contact, client_key=uuid4())
        token = sessions.token_for(contact)
    return Visitor(place, token, conversation.public_id, conversation.pk)


def agent_session(place: Place) -> str:
    """The session of somebody who is logged in to the inbox."""
    with in_tenant(place.schema):
        agent = Agent.objects.filter(is_active=True)[0]
        store = import_module(settings.SESSION_ENGINE).SessionStore()
        store[SESSION_KEY] = str(agent.pk)
        store[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
        store[HASH_SESSION_KEY] = agent.get_session_auth_hash()
        store.create()
        return str(store.session_key)


async def dial_inbox(place: Place, port: int, session: str, make: type[Wire] = Wire) -> Wire:
    """An agent's socket that hears of every conversation."""
    with in_tenant(place.schema):
        ticket = tickets.issue(session)
    headers = {
        "Host": place.host,
        "Origin": f"http://{place.host}",
        "Cookie": f"{settings.SESSION_COOKIE_NAME}={session}",
    }
    wire = await dial(port, "/ws/inbox", headers, make)
    await wire.tell({"type": "hello", "ticket": ticket}, "ready")
    return wire


def close_all(wires: Sequence[Wire]) -> None:
    for wire in wires:
        wire.close()


def message() -> dict[str, Any]:
    return {"type": "send", "cid": str(uuid4()), "body": BODY}
