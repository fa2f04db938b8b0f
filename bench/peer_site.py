"""The nearest peer with a database of its own on this run's PostgreSQL, filled, and serving.

Under gunicorn with threads, one process like ours: measured before, its pages came faster that
way than under an ASGI server.
"""

import json
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict

from bench import floor
from bench.peer_home import Home
from bench.serving import Browser, free_port, listening

DATABASE = "bench_peer"
# As bench.crowd spreads ours: resolved, open, waiting and snoozed, and a message for each.
_TICKETS = """
    INSERT INTO escalated_tickets
        (subject, description, status, priority, channel, reference, ticket_type, guest_name,
         guest_email, assigned_to_id, department_id, sla_first_response_breached,
         sla_resolution_breached, created_at, updated_at)
    SELECT 'Case ' || n, 'About an invoice and a refund, case ' || n,
           CASE WHEN place < 35 THEN 'open' WHEN place < 59 THEN 'waiting_on_agent'
                WHEN place < 69 THEN 'waiting_on_customer' ELSE 'resolved' END,
           'medium', 'chat', 'ESC-' || n, 'question', 'Guest ' || n %% 5000,
           'guest' || n %% 5000 || '@mail.example', CASE WHEN n %% 3 > 0 THEN person.id END,
           department.id, false, false, at, at
    FROM generate_series(1, %(tickets)s) AS n, auth_user AS person,
         escalated_departments AS department,
         LATERAL (SELECT (n::bigint * 7919) %% 1000 AS place,
                         now() - n * interval '30 seconds' AS at) AS p
"""
_REPLIES = """
    INSERT INTO escalated_replies
        (ticket_id, body, is_internal_note, is_pinned, type, is_deleted, created_at, updated_at)
    SELECT id, 'My card was charged twice, could somebody look at it?', false, false, 'reply',
           false, created_at, created_at FROM escalated_tickets
"""
_THREAD = """
    INSERT INTO escalated_replies
        (ticket_id, author_id, body, is_internal_note, is_pinned, type, is_deleted, created_at,
         updated_at)
    SELECT ticket.id, CASE WHEN n %% 2 = 0 THEN person.id END, 'Message ' || n || ' about it',
           false, false, 'reply', false, now(), now()
    FROM generate_series(2, %(length)s) AS n, auth_user AS person,
         (SELECT min(id) AS id FROM escalated_tickets WHERE status = 'resolved') AS ticket
    RETURNING ticket_id
"""
_WRITTEN_TO = "SELECT reference FROM escalated_tickets WHERE status = 'open' LIMIT %s"


@dataclass(frozen=True)
class PeerSite:
    """An agent's browser and a program at a running peer; a long ticket, some to write to."""

    agent: Browser
    program: Browser
    ticket: int
    written_to: list[str]


@contextmanager
def peer_site(home: Home, *, tickets: int, length: int, written_to: int) -> Iterator[PeerSite]:
    """A peer with so many tickets. Raises ``bench.peer_home.Missing`` when it cannot be run."""
    with _database() as database:
        known = {"PEER_DATABASE": json.dumps(database), "PEER_SECRET": secrets.token_urlsafe(40)}
        home.run(["-m", "django", "migrate", "--verbosity", "0"], known)
        keys = json.loads(home.run(["-m", "opening"], known))
        with _connect() as connection:
            ticket = _fill(connection, tickets, length)
            found = connection.execute(_WRITTEN_TO, [written_to]).fetchall()
        port = free_port()
        argv = [str(home.python), "-m", "gunicorn", "django.core.wsgi:get_wsgi_application()"]
        argv += ["--bind", f"127.0.0.1:{port}", "--worker-class", "gthread", "--threads", "4"]
        argv += ["--keep-alive", "5", "--log-level", "warning"]
        with listening(argv, port, home.environment(known)):
            yield PeerSite(
                Browser(port, {"Cookie": f"sessionid={keys['session']}", "X-Inertia": "true"}),
                Browser(port, {"Authorization": f"Bearer {keys['token']}"}),
                ticket,
                [reference for (reference,) in found],
            )


def _fill(connection: psycopg.Connection[tuple[int]], tickets: int, length: int) -> int:
    """Add the tickets, and return the one that has ``length`` messages."""
    connection.execute(_TICKETS, {"tickets": tickets})
    connection.execute(_REPLIES)
    found = connection.execute(_THREAD, {"length": length}).fetchone()
    connection.execute("VACUUM (ANALYZE)")
    return found[0] if found else 0


@contextmanager
def _database() -> Iterator[dict[str, str]]:
    """An empty database, as Django's settings call it; dropped afterwards."""
    name = sql.Identifier(DATABASE)
    drop = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(name)
    with floor.connect() as bare:
        bare.execute(drop)
        bare.execute(sql.SQL("CREATE DATABASE {} TEMPLATE template0").format(name))
    given = conninfo_to_dict(os.environ["DATABASE_URL"]) | {"dbname": DATABASE}
    try:
        yield {_SETTINGS[key]: str(value) for key, value in given.items() if key in _SETTINGS}
    finally:
        with floor.connect() as bare:
            bare.execute(drop)


_SETTINGS = {"dbname": "NAME", "user": "USER", "password": "PASSWORD", "host": "HOST",
             "port": "PORT"}  # fmt: skip
_connect = partial(floor.connect, dbname=DATABASE)
