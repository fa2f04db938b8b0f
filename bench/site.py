"""A workspace of a given size, asked over HTTP as an agent and as a program, and its floor."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial

from django.db import connection
from django.test import Client

from bench.crowd import fill_at_once, talk
from bench.rows import median_ms
from bench.servers import BARE_PAGES
from bench.serving import Browser, served
from bench.talking import say_something
from bench.workspace import workspace
from helpdesk.agents.models import Agent
from helpdesk.api.tokens import issue
from helpdesk.inbox import listing
from tenants.context import in_tenant

TIMES = 30
# A program that asks as fast as it can would be told to wait.
UNLIMITED = {"API_RATE_PER_MINUTE": "1000000"}
SCOPES = ("conversations:read", "conversations:write")


@dataclass(frozen=True)
class Site:
    """A workspace of one size, with an agent's browser, a program, and the bare floor beside."""

    schema: str
    agent: Browser
    program: Browser
    bare: Browser
    deep: str
    threads: dict[int, str] = field(default_factory=dict)

    def page(self, path: str, times: int = TIMES) -> Callable[[], float]:
        return partial(median_ms, partial(self.agent.get, path), times)

    def floor(self, path: str) -> Callable[[], float]:
        return partial(median_ms, partial(self.bare.get, path), TIMES)


@contextmanager
def filled(
    size: int, port: int, *, statements: Mapping[str, str], threads: Sequence[int], talking: bool
) -> Iterator[Site]:
    """Fill a workspace behind our server at ``port``; the floor answers ``statements`` by path.

    ``{s}`` in a statement is the workspace's schema. ``threads`` are lengths of conversations, and
    ``{thread_200}`` the public id of the one with 200 messages.
    With ``talking`` all of them say something, which is indexed.
    """
    with workspace(f"list{size}") as tenant:
        schema = tenant.schema_name
        host = f"{tenant.slug}.localhost"
        with in_tenant(schema):
            talks = _stock(size, threads, talking=talking)
            agent, deep = Agent.objects.get(), _deep_cursor(size)
            client = Client(HTTP_HOST=host)
            client.force_login(agent)
            _, key = issue("bench", list(SCOPES), by=agent)
        cookie = f"sessionid={client.cookies['sessionid'].value}"
        asked = _asked_of(statements, schema, talks)
        with served(BARE_PAGES, asked) as bare:
            seen = {"Host": host, "Cookie": cookie, "HX-Request": "true", "HX-Target": "list"}
            yield Site(
                schema,
                Browser(port, seen),
                Browser(port, {"Host": host, "Authorization": f"Bearer {key}"}),
                Browser(bare, {}),
                deep,
                talks,
            )


def _asked_of(
    statements: Mapping[str, str], schema: str, talks: Mapping[int, str]
) -> dict[str, str]:
    """What ``bench.bare_page`` reads: the statements, with their names filled in."""
    names = {"s": schema, **{f"thread_{length}": one for length, one in talks.items()}}
    known = {path: text.format(**names) for path, text in statements.items()}
    return {"BENCH_STATEMENTS": json.dumps(known)}


def _stock(size: int, threads: Sequence[int], *, talking: bool) -> dict[int, str]:
    """Conversations of the bound tenant; returns the ids of those of the given lengths."""
    fill_at_once(size)
    if talking:
        say_something()
    return {length: talk(length) for length in threads}


def _deep_cursor(size: int) -> str:
    """The place nine tenths down the view."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT last_message_at, id FROM conversations_conversation"
            " WHERE status = 'resolved' AND NOT is_spam"
            " ORDER BY last_message_at DESC, id DESC OFFSET %s LIMIT 1",
            [size * 8 // 10],
        )
        at, last_id = cursor.fetchone()
    return listing.cursor_of(at, last_id)
