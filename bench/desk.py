"""What an agent does all day, in workspaces of three sizes: the list, a thread, counts, search.

Median and slowest hundredth of each, over HTTP; the counts are a part of the list and measured as
their statement. Search is asked a mixture: words that are rare, frequent and everywhere, several,
a beginning, a slip, a name, a name and a word, a number, a phrase, fields, and what nobody said.
"""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import partial
from itertools import cycle
from urllib.parse import quote

from bench import floor
from bench.library import word
from bench.lists import LIST, SHORT, SIZES, SMALL
from bench.rows import Goal, Row, Run, median_ms
from bench.serving import served
from bench.site import TIMES, UNLIMITED, Site, filled
from bench.spreading import spread
from bench.talking import EVERYWHERE
from helpdesk.agents.models import Agent
from helpdesk.inbox import listing
from tenants.context import in_tenant

_THREAD = """
    SELECT json_agg(r)::text FROM (
        SELECT seq, kind, sender, body, created_at FROM {s}.conversations_message
        WHERE conversation_id = (SELECT id FROM {s}.conversations_conversation
                                 WHERE public_id = '{thread_200}')
        ORDER BY seq DESC LIMIT 200) r
"""
_SAID = """
    SELECT json_agg(conversation_id)::text FROM (
        SELECT conversation_id FROM {s}.searching_piece WHERE words @@ '{word}'::tsquery LIMIT 30) r
"""
_NUMBER = """SELECT count(*) FROM (
    SELECT FROM {s}.conversations_conversation WHERE status = 'open' AND NOT is_spam LIMIT 100) c"""
# Searches of one agent are limited (240 a minute): a round asks each question once.
QUESTIONS = (
    *(word(1), word(40), f"{word(3)} {word(150)}", word(700), word(15_000)),
    *(EVERYWHERE, f"{EVERYWHERE} {word(2)}", f"{EVERYWHERE} {word(9_000)}"),
    *("N-700", "n-12", "#900", "berggren", "bergren", "ada berg", f"berggren {word(20)}"),
    *(word(5_000)[:4], word(2_000)[:-1] + "q", f'"{word(0)} {word(1)}"', "nosuchthing"),
    *("status:resolved", f"from:berggren after:4w {word(5)}", "assignee:me", "before:2d"),
    f"email:mail.example {word(300)}",
)


def measure(run: Run) -> Iterator[Row]:
    statements = {"/list": LIST, "/thread": _THREAD, "/said": _SAID.replace("{word}", word(700))}
    sizes = SMALL if run.quick else tuple(SIZES)
    with ExitStack() as stack:
        port = stack.enter_context(served(environment=UNLIMITED))
        for size in (one for one in sizes if one != 10_000 or run.quick):
            with filled(size, port, statements=statements, threads=(SHORT,), talking=True) as site:
                yield from _of_size(run, site, SIZES[size])


def _of_size(run: Run, site: Site, size: str) -> Iterator[Row]:
    pages = {
        "desk_list": ("/inbox/?view=resolved", "/list"),
        "desk_thread": (f"/inbox/c/{site.threads[SHORT]}/", "/thread"),
    }
    for key, (path, bare) in pages.items():
        ours = partial(site.agent.get, path)
        yield from spread(
            f"{key}_{size}", run, ours=ours, floor=site.floor(bare), times=TIMES, goal_p99=_FAST
        )
    yield from _counts(run, site, size)
    yield from spread(
        f"desk_search_{size}",
        run,
        ours=_searching(site),
        floor=site.floor("/said"),
        times=len(QUESTIONS),
        goal=Goal(within=50),
        goal_p99=Goal(within=200),
        note=f"{len(QUESTIONS)} different questions; floor: one word, 30 ids",
    )


_FAST = Goal(within=50)


def _searching(site: Site) -> Callable[[], bytes]:
    questions = cycle(quote(one) for one in QUESTIONS)
    return lambda: site.agent.get(f"/inbox/?view=resolved&q={next(questions)}")


def _counts(run: Run, site: Site, size: str) -> Iterator[Row]:
    with in_tenant(site.schema), floor.connect() as bare:
        agent = Agent.objects.get()
        alone = partial(bare.execute, _NUMBER.format(s=site.schema).encode(), prepare=True)
        yield from spread(
            f"desk_counts_{size}",
            run,
            ours=partial(listing.counts, agent),
            floor=partial(median_ms, alone, TIMES),
            times=TIMES,
            goal_p99=Goal(within=20),
            note="every view's number; floor: one of them",
        )
