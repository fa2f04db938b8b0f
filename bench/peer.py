"""The nearest peer beside us: the same work over HTTP, on the same PostgreSQL, in the same rounds.

Part of ``make bench PEER=1``, or of ``ARGS="--only peer"``. The peer is told to send no mails and
to limit nobody, and its process, like ours, keeps its connections. Both serve one tenant here,
but only ours would keep more of them apart. What cannot be run says why in its row.
"""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from http.client import HTTPException
from itertools import cycle
from typing import Any

from bench import floor_sockets
from bench.lists import LIST, NEWEST
from bench.peer_home import Home, Missing
from bench.peer_site import PeerSite, peer_site
from bench.people import BODY, FREE
from bench.rows import Failed, Row, Run, in_turns, median_ms
from bench.serving import served
from bench.site import UNLIMITED, Site, filled
from helpdesk.conversations.models import Conversation
from tenants.context import in_tenant

CONVERSATIONS, QUICK_CONVERSATIONS = 10_000, 1_000
TIMES, QUICK_TIMES = 10, 5
LENGTH = 20
# Messages go to so many conversations in turn, on both sides.
WRITTEN_TO = 10
KEYS = ("peer_list", "peer_list_api", "peer_open", "peer_message")

# Nobody else has messages when it is asked.
_THREAD = """
    SELECT json_agg(r ORDER BY r.seq)::text FROM {s}.conversations_message r
    WHERE r.conversation_id = (SELECT max(conversation_id) FROM {s}.conversations_message)
"""
_MESSAGE = f"""
    INSERT INTO {floor_sockets.TABLE} (room, body) VALUES (1, '{BODY}') RETURNING id::text
"""  # noqa: S608 - our own table and words
_STATEMENTS = {"/list": LIST, "/newest": NEWEST, "/thread": _THREAD, "/message": _MESSAGE}


@dataclass(frozen=True)
class Work:
    """One operation on each side, and what both do; the floor answers at ``floor``."""

    key: str
    floor: str
    ours: Callable[[], Any]
    peer: Callable[[], Any]
    note: str


def measure(run: Run, home: Home | None = None) -> Iterator[Row | Failed]:
    """A row for each of ``KEYS``, failed ones when the peer cannot be had."""
    count = QUICK_CONVERSATIONS if run.quick else CONVERSATIONS
    home = home or Home.usual()
    with ExitStack() as stack:
        try:
            home.install()
            opened = peer_site(home, tickets=count, length=LENGTH, written_to=WRITTEN_TO)
            peer = stack.enter_context(opened)
        except (Missing, RuntimeError) as why:
            yield from (Failed(key, str(why)) for key in KEYS)
            return
        floor_sockets.prepare()
        port = stack.enter_context(served(environment=UNLIMITED | FREE))
        opened_ours = filled(count, port, statements=_STATEMENTS, threads=[LENGTH], talking=False)
        ours = stack.enter_context(opened_ours)
        for work in _works(ours, peer, count):
            yield _beside(run, work, ours)


def _beside(run: Run, work: Work, ours: Site) -> Row | Failed:
    times = QUICK_TIMES if run.quick else TIMES
    try:
        return in_turns(
            work.key,
            run,
            ours=partial(median_ms, work.ours, times),
            floor=partial(median_ms, partial(ours.bare.get, work.floor), times),
            peer=partial(median_ms, work.peer, times),
            note=work.note,
        )
    except (RuntimeError, HTTPException, OSError) as why:
        return Failed(work.key, f"{type(why).__name__}: {why}")


def _works(ours: Site, peer: PeerSite, count: int) -> Iterator[Work]:
    yield Work(
        "peer_list",
        "/list",
        partial(ours.agent.get, "/inbox/?view=resolved"),
        partial(peer.agent.get, "/support/agent/tickets/?status=resolved"),
        f"an agent's page 1 of {count:,}: ours 30 rows as HTML, the peer's 25 as JSON",
    )
    yield Work(
        "peer_list_api",
        "/newest",
        partial(ours.program.get, "/api/v1/conversations/"),
        partial(peer.program.get, "/support/api/v1/tickets/?per_page=50"),
        f"a program's newest 50 of {count:,}",
    )
    yield Work(
        "peer_open",
        "/thread",
        partial(ours.agent.get, f"/inbox/c/{ours.threads[LENGTH]}/"),
        partial(peer.agent.get, f"/support/agent/tickets/{peer.ticket}/"),
        f"by an agent, {LENGTH} messages",
    )
    yield Work(
        "peer_message",
        "/message",
        _writing(ours.program.post, "/api/v1/conversations/{}/reply/", _open(ours)),
        _writing(peer.program.post, "/support/api/v1/tickets/{}/reply/", peer.written_to),
        "an agent's answer by the API, committed; floor: one INSERT",
    )


def _writing(post: Callable[..., Any], path: str, names: list[str]) -> Callable[[], Any]:
    """Write to each of them in turn."""
    turn = cycle(names)
    return lambda: post(path.format(next(turn)), {"body": BODY})


def _open(ours: Site) -> list[str]:
    with in_tenant(ours.schema):
        found = Conversation.objects.filter(status=Conversation.Status.OPEN)
        return list(found.values_list("public_id", flat=True)[:WRITTEN_TO])
