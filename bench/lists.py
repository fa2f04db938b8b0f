"""Pages that agents and programs look at, over HTTP, in workspaces of three sizes.

The floor of a page is a bare ASGI application that answers with one statement's JSON, on the same
server and database (``bench.bare_page``); the row ``…_over_sql`` has that statement alone.
"""

from collections.abc import Iterator
from contextlib import ExitStack
from functools import partial

from bench import floor
from bench.rows import Goal, Row, Run, in_turns, median_ms
from bench.serving import served
from bench.site import TIMES, UNLIMITED, Site, filled

LONG = 10_000
SHORT = 200
SMALL = (1_000, 10_000)
SIZES = {1_000: "1k", 10_000: "10k", 100_000: "100k", 1_000_000: "1m"}

LIST = """
    SELECT json_agg(r)::text FROM (
        SELECT c.id, c.public_id, c.status, c.priority, c.last_preview, c.last_sender, c.head,
               c.agent_seen, c.last_message_at, c.waiting_since, k.name, k.email,
               a.name AS agent, t.name AS team
        FROM {s}.conversations_conversation c
        JOIN {s}.conversations_contact k ON k.id = c.contact_id
        LEFT JOIN {s}.agents_agent a ON a.id = c.assignee_id
        LEFT JOIN {s}.escalation_team t ON t.id = c.team_id
        WHERE c.status = 'resolved' AND NOT c.is_spam
        ORDER BY c.last_message_at DESC, c.id DESC LIMIT 30) r
"""
NEWEST = """
    SELECT json_agg(r)::text FROM (
        SELECT c.*, k.name, k.email, k.phone, k.external_id
        FROM {s}.conversations_conversation c
        JOIN {s}.conversations_contact k ON k.id = c.contact_id
        ORDER BY c.id DESC LIMIT 50) r
"""
_PATHS = {"/list": LIST, "/newest": NEWEST}


def measure(run: Run) -> Iterator[Row]:
    sizes = (1_000, 10_000, 100_000) if run.quick else (1_000, 100_000, 1_000_000)
    with ExitStack() as stack:
        port = stack.enter_context(served(environment=UNLIMITED))
        opened = partial(filled, port=port, statements=_PATHS, threads=(SHORT, LONG), talking=False)
        sites = {size: stack.enter_context(opened(size)) for size in sizes}
        for size, site in sites.items():
            yield in_turns(
                f"inbox_page_1_{SIZES[size]}",
                run,
                ours=site.page("/inbox/?view=resolved"),
                floor=site.floor("/list"),
                goal=Goal(at_most=10),
                note="30 rows, counts, log-in, tenant, as HTML",
            )
        middle, largest = sizes[1:]
        yield from _largest(run, sites[largest], SIZES[largest])
        yield from _growth(run, sites[largest], sites[middle])


def _largest(run: Run, site: Site, size: str) -> Iterator[Row]:
    first, newest = site.page("/inbox/?view=resolved"), "/api/v1/conversations/"
    with floor.connect() as bare:
        alone = partial(bare.execute, LIST.format(s=site.schema).encode(), prepare=True)
        yield in_turns(
            f"inbox_page_1_{size}_over_sql",
            run,
            ours=first,
            floor=partial(median_ms, alone, TIMES),
            goal=Goal(at_most=10),
            note="the floor answers no request: the statement alone",
        )
    yield in_turns(
        f"api_list_{size}",
        run,
        ours=partial(median_ms, partial(site.program.get, newest), TIMES),
        floor=site.floor("/newest"),
        goal=Goal(at_most=10),
        note="50 conversations",
    )


def _growth(run: Run, large: Site, small: Site) -> Iterator[Row]:
    """Ours against ours: ten times as much of something should cost no more."""
    first = "/inbox/?view=resolved"
    pairs = {
        "inbox_growth_10x": (large.page(first), small.page(first), 1.3),
        "inbox_deep_page": (large.page(f"{first}&cursor={large.deep}"), large.page(first), 1.2),
        "thread_10000_messages": (
            large.page(f"/inbox/c/{large.threads[LONG]}/"),
            large.page(f"/inbox/c/{large.threads[SHORT]}/"),
            1.3,
        ),
    }
    for key, (ours, smaller, most) in pairs.items():
        note = "floor: ours at a tenth" if "growth" in key else f"floor: {_FLOORS[key]}"
        yield in_turns(key, run, ours=ours, floor=smaller, goal=Goal(at_most=most), note=note)


_FLOORS = {"inbox_deep_page": "page 1", "thread_10000_messages": f"ours with {SHORT} messages"}
