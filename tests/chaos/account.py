"""Compares the database with what everybody saw, and counts broken promises."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, LiteralString

import psycopg
from psycopg import sql
from psycopg.rows import dict_row

from tests.chaos.ledger import Ledger, Seen, Talk
from tests.chaos.stack import Stack

_LOG: LiteralString = """
    SELECT c.public_id, c.id, c.status, m.seq, m.kind, m.sender, m.body, m.trigger_seq,
           m.data ->> 'event' AS event, coalesce((m.data ->> 'internal')::bool, false) AS internal
    FROM {schema}.conversations_message m
    JOIN {schema}.conversations_conversation c ON c.id = m.conversation_id
    ORDER BY c.id, m.seq
"""
# Promises to customers fall due in an hour, and the queues' clock owes itself anew for ever: until
# it is time for them, these two alone are nothing that a run waits for.
_OWED: LiteralString = """
    SELECT count(*) FILTER (
               WHERE done_at IS NULL AND dead_at IS NULL
               AND NOT (topic IN ('recovery.promises_due', 'routing.tick') AND available_at > now())
           ) AS owed,
           count(*) FILTER (WHERE dead_at IS NOT NULL) AS dead
    FROM public.work_job
"""
_HEADS: LiteralString = "SELECT public_id, head FROM {schema}.conversations_conversation"
Row = dict[str, Any]


@dataclass
class Account:
    """Counts of one run; all but ``messages`` must be nought, ``replies_per_trigger_max`` one."""

    messages: int = 0
    acked_lost: int = 0
    db_duplicates: int = 0
    undelivered: int = 0
    shown_twice: int = 0
    inversions: int = 0
    foreign: int = 0
    unanswered: int = 0
    dead_jobs: int = 0
    replies_per_trigger_max: int = 0
    replies: int = 0
    handoffs: int = 0
    equal_ids: int = 0

    def broken(self) -> list[str]:
        """The names of the promises that were not kept."""
        noughts = ("acked_lost", "db_duplicates", "undelivered", "shown_twice", "inversions",
                   "foreign", "unanswered", "dead_jobs")  # fmt: skip
        wrong = [name for name in noughts if getattr(self, name)]
        return wrong + ["replies_per_trigger_max"] * (self.replies_per_trigger_max > 1)

    def __add__(self, other: "Account") -> "Account":
        """Two runs together: the worst of the maximum, the sum of the rest."""
        names = self.__dataclass_fields__
        total = Account(**{name: getattr(self, name) + getattr(other, name) for name in names})
        total.replies_per_trigger_max = max(
            self.replies_per_trigger_max, other.replies_per_trigger_max
        )
        return total


@dataclass
class Desk:
    """The database, read beside the product."""

    stack: Stack

    def heads(self) -> dict[str, int]:
        """Public id → head, of all workspaces."""
        return {row["public_id"]: row["head"] for row in self._in_all(_HEADS)}

    def owed(self) -> Row:
        """How many jobs are still owed, and how many were given up."""
        return self._rows(sql.SQL(_OWED))[0]

    def log(self) -> list[Row]:
        """Every entry of every workspace, in order."""
        return self._in_all(_LOG)

    def _in_all(self, text: LiteralString) -> list[Row]:
        found = []
        for firm in self.stack.firms:
            query = sql.SQL(text).format(schema=sql.Identifier(firm.schema))
            found += [{**row, "host": firm.host} for row in self._rows(query)]
        return found

    def _rows(self, query: sql.SQL | sql.Composed) -> list[Row]:
        with psycopg.connect(
            self.stack.database_url,
            row_factory=dict_row,
            connect_timeout=5,
            options="-c statement_timeout=20s",
        ) as connection:
            rows: list[Row] = connection.execute(query).fetchall()
        return rows


def settled(ledger: Ledger, desk: Desk) -> bool:
    """Whether nothing is owed any more and every screen has reached its conversation's head.

    Asked in this order: what is owed moves a head when it is done, and nothing else does.
    """
    if desk.owed()["owed"]:
        return False
    heads = desk.heads()
    return all(
        seen.upto >= heads.get(talk.public_id, 0)
        for talk in ledger.talks
        for seen in talk.screens.values()
    )


def undelivered(ledger: Ledger, desk: Desk) -> list[str]:
    """Each entry that somebody was not shown, in words."""
    talks = {talk.public_id: talk for talk in ledger.talks}
    return [
        f"{name} of {talk.public_id} ({talk.firm}) has read up to {seen.upto} and was not shown "
        f"{row['seq']}: {row['kind']} of {row['sender']} {row['event'] or ''}"
        for row in desk.log()
        if (talk := talks.get(row["public_id"]))
        for name, seen in zip(
            ("first tab", "second tab", "desk"), (*talk.tabs, talk.desk), strict=True
        )
        if row["seq"] not in seen.at and _may_see(row, for_contact=seen is not talk.desk)
    ]


def audit(ledger: Ledger, desk: Desk) -> Account:
    """Count what each conversation of the run comes to."""
    by_talk: dict[str, list[Row]] = {talk.public_id: [] for talk in ledger.talks}
    for row in desk.log():
        if row["public_id"] in by_talk:
            by_talk[row["public_id"]].append(row)
    total = Account(dead_jobs=desk.owed()["dead"], equal_ids=_equal_ids(by_talk.values()))
    for talk in ledger.talks:
        total += of_talk(talk, by_talk[talk.public_id])
    return total


def _equal_ids(logs: Iterable[Sequence[Row]]) -> int:
    """How many conversation ids exist in more than one workspace."""
    uses = Counter(
        number for _, number in {(row["host"], row["id"]) for log in logs for row in log}
    )
    return sum(count > 1 for count in uses.values())


def of_talk(talk: Talk, log: Sequence[Row]) -> Account:
    """What one conversation comes to, given its log from the database."""
    stored = {row["seq"]: row for row in log}
    bodies = [row["body"] for row in log if row["sender"] == "contact" and row["kind"] == "message"]
    most, unanswered = _replies(log)
    return Account(
        messages=len(talk.acked),
        acked_lost=sum(stored.get(one.seq, {}).get("body") != one.body for one in talk.acked),
        db_duplicates=len(bodies) - len(set(bodies)),
        undelivered=sum(_missing(tab, log, for_contact=True) for tab in talk.tabs)
        + _missing(talk.desk, log, for_contact=False),
        shown_twice=sum(_twice(seen, stored) for seen in (*talk.tabs, talk.desk)),
        inversions=_inversions(talk, bodies),
        foreign=talk.foreign + sum(f"[{talk.firm} " not in body for body in bodies),
        unanswered=unanswered,
        replies_per_trigger_max=most,
        replies=sum(_is_reply(row) for row in log),
        handoffs=sum(row["event"] == "handed_off" for row in log),
    )


def _missing(seen: Seen, log: Sequence[Row], *, for_contact: bool) -> int:
    """Entries that this reader is entitled to and was not shown."""
    return sum(row["seq"] not in seen.at for row in log if _may_see(row, for_contact=for_contact))


def _may_see(row: Row, *, for_contact: bool) -> bool:
    return not (row["internal"] or (for_contact and row["kind"] == "note"))


def _twice(seen: Seen, stored: dict[int, Row]) -> int:
    """Entries shown again, and copies of one message shown under two numbers."""
    said = [stored[seq]["body"] for seq in seen.at if _is_said(stored.get(seq))]
    return seen.twice + len(said) - len(set(said))


def _is_said(row: Row | None) -> bool:
    return row is not None and row["sender"] == "contact" and row["kind"] == "message"


def _inversions(talk: Talk, bodies: Sequence[str]) -> int:
    """Neighbours in the log that their sender wrote the other way round."""
    place = {one.body: number for number, one in enumerate(talk.said)}
    first = list(dict.fromkeys(bodies))
    return sum(place[before] > place[after] for before, after in pairwise(first))


def _is_reply(row: Row) -> bool:
    return bool(row["sender"] == "assistant" and row["kind"] == "message")


def _replies(log: Sequence[Row]) -> tuple[int, int]:
    """The most replies and hand-offs that one burst got, and bursts at the end without any."""
    most = since = 0
    waits = False
    for row in log:
        if _is_said(row):
            since, waits = 0, True
        elif _is_reply(row) or row["event"] == "handed_off":
            since, waits = since + 1, False
            most = max(most, since)
        elif row["event"] in ("wait_cancelled", "given_back"):
            waits = False  # what was asked before is the past
    return most, int(waits and log[-1]["status"] == "assisted")
