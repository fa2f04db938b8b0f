"""What became of the replies of ``tests.chaos.held``, read from the conversations' logs."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, LiteralString

import psycopg
from psycopg import sql
from psycopg.rows import dict_row

from tests.chaos.figures import percentile
from tests.chaos.report import Verdict

Conn = psycopg.Connection[Any]
Row = dict[str, Any]

_TABLE: LiteralString = """
    CREATE TABLE public.chaos_held (
        number int, tenant text, conversation int, writer int, cid uuid, event text, on_news text,
        upto int, due_at timestamptz
    )
"""
_HELD: LiteralString = """
    SELECT h.*, (SELECT count(*) FROM {schema}.composing_draft AS d WHERE d.cid = h.cid) AS drafts,
           r.why IS NOT NULL AS waits, coalesce(r.why, '') AS why
    FROM public.chaos_held AS h LEFT JOIN {schema}.composing_heldreply AS r USING (cid)
    WHERE h.tenant = {name} ORDER BY h.number
"""
_LOG: LiteralString = """
    SELECT seq, kind, sender, cid, agent_id, data ->> 'event' AS event, created_at
    FROM {schema}.conversations_message WHERE conversation_id = %s ORDER BY seq
"""
_OWED: LiteralString = """
    SELECT count(*) FILTER (WHERE dead_at IS NULL), count(*) FILTER (WHERE dead_at IS NOT NULL)
    FROM public.work_job WHERE topic = 'composing.send_held' AND done_at IS NULL
"""
_IN_HAND: LiteralString = """
    SELECT 1 FROM public.work_job WHERE topic = 'composing.send_held'
    AND done_at IS NULL AND dead_at IS NULL AND started_at IS NOT NULL LIMIT 1
"""


@dataclass(frozen=True, slots=True)
class Fate:
    """What became of one: how often it was sent, and how many places besides the log hold it."""

    sent: int
    stopped: bool
    waits: bool
    drafts: int
    against: str
    late_s: float | None

    @property
    def places(self) -> int:
        return self.sent + self.stopped + self.waits + self.drafts


def prepare(conn: Conn) -> None:
    conn.execute(_TABLE)


def owed(conn: Conn) -> tuple[int, int]:
    """How many are owed, and how many were given up."""
    row = conn.execute(_OWED).fetchone()
    return row or (0, 0)


def in_hand(conn: Conn) -> bool:
    return conn.execute(_IN_HAND).fetchone() is not None


def figures(conn: Conn, schemas: Sequence[str]) -> Row:
    """What all of them came to."""
    held = [row for schema in schemas for row in _rows(conn, schema)]
    fates = {row["number"]: _fate(row, _log(conn, row)) for row in held}
    late = [fate.late_s for fate in fates.values() if fate.late_s is not None]
    left, dead = owed(conn)
    return {
        "replies": len(held),
        "sent": sum(fate.sent > 0 for fate in fates.values()),
        "stopped": sum(fate.stopped for fate in fates.values()),
        "taken_back": sum(fate.drafts > 0 for fate in fates.values()),
        "lost": sum(fate.places == 0 for fate in fates.values()),
        "doubled": sum(fate.places > 1 for fate in fates.values()),
        "against_the_rules": dict(Counter(f.against for f in fates.values() if f.against)),
        "stopped_for_nothing": sum(
            fates[row["number"]].stopped for row in held if row["event"] == "nothing"
        ),
        "not_sent_yet": sum(fate.waits for fate in fates.values()),
        "left_owed": left,
        "dead": dead,
        "late_p50_s": percentile(late, 50) / 1000,
        "late_p99_s": percentile(late, 99) / 1000,
    }


def verdict(found: Row) -> Verdict:
    if found["naive"]:
        wrong = found["lost"] + found["doubled"] + found["not_sent_yet"]
        words = f"The control arm lost, forgot or doubled {wrong} replies"
        return Verdict(wrong > 0, f"{words}{', as it must' if wrong else ''}.", found)
    noughts = ("lost", "doubled", "against_the_rules", "stopped_for_nothing", "not_sent_yet",
               "left_owed", "dead")  # fmt: skip
    broken = [name for name in noughts if found[name]]
    broken += [name for name in ("sent", "stopped", "taken_back", "kills") if not found[name]]
    words = f"Not held: {', '.join(broken)}." if broken else "Every promise was kept."
    return Verdict(not broken, words, found)


def _fate(held: Row, log: Sequence[Row]) -> Fate:
    sent = [row for row in log if row["cid"] == held["cid"]]
    between = [row for row in log if held["upto"] < row["seq"] < sent[0]["seq"]] if sent else []
    by_clock = sent and held["event"] == "nothing"
    return Fate(
        sent=len(sent),
        stopped=held["waits"] and bool(held["why"]),
        waits=held["waits"] and not held["why"],
        drafts=held["drafts"],
        against=_against(held, between),
        late_s=(sent[0]["created_at"] - held["due_at"]).total_seconds() if by_clock else None,
    )


def _against(held: Row, before: Sequence[Row]) -> str:
    """What stands in the log before the reply, and should have kept it back."""
    told = {row["event"] for row in before}
    theirs = (row["agent_id"] for row in before if row["event"] == "joined")
    never = [
        ("taken", any(one != held["writer"] for one in theirs)),
        ("blocked", "blocked" in told),
    ]
    said = any(row["sender"] == "contact" and row["kind"] == "message" for row in before)
    by_choice = [("written", said), ("resolved", "resolved" in told)]
    all_the_same = held["on_news"] == "send" or held["event"] == "sent_now"
    reasons = never if all_the_same else [*never, *by_choice]
    return next((why for why, holds in reasons if holds), "")


def _rows(conn: Conn, schema: str) -> list[Row]:
    query = sql.SQL(_HELD).format(schema=sql.Identifier(schema), name=sql.Literal(schema))
    return conn.cursor(row_factory=dict_row).execute(query).fetchall()


def _log(conn: Conn, held: Row) -> list[Row]:
    query = sql.SQL(_LOG).format(schema=sql.Identifier(held["tenant"]))
    found = conn.cursor(row_factory=dict_row).execute(query, [held["conversation"]])
    return found.fetchall()
