"""What became of the jobs of ``tests.chaos.jobs``, read from what really happened."""

from typing import Any

import psycopg

from tests.chaos.figures import percentile
from tests.chaos.jobs_owed import Debtor
from tests.chaos.report import Verdict

Conn = psycopg.Connection[Any]

RECOVERED_WITHIN_S = 30.0
_KILLS = """
    CREATE TABLE IF NOT EXISTS public.chaos_kill
        (pid int, at timestamptz DEFAULT clock_timestamp());
    CREATE TABLE IF NOT EXISTS public.chaos_handed
        (number int, at timestamptz DEFAULT clock_timestamp());
"""
_HANDED = """
    INSERT INTO public.chaos_handed (number) SELECT (payload->>'number')::int
    FROM public.work_job WHERE topic LIKE 'chaos.%' AND done_at IS NULL AND started_at IS NULL
    AND lease_until >= now()
"""
# An effect is doubled under two keys; under one the other side knows it again.
_OUTCOME = """
    SELECT count(*), count(*) FILTER (WHERE happened IS NULL),
           coalesce(sum(greatest(happened - 1, 0)), 0), coalesce(sum(again), 0)
    FROM public.chaos_cause LEFT JOIN (
        SELECT number, count(*) - count(DISTINCT key) FILTER (WHERE key <> '')
                   - count(*) FILTER (WHERE key = '') AS again,
               count(*) FILTER (WHERE key = '')
                   + count(DISTINCT key) FILTER (WHERE key <> '') AS happened
        FROM public.chaos_effect GROUP BY number
    ) AS effect USING (number)
"""
_WITHOUT_CAUSE = """
    SELECT count(*) FROM public.chaos_effect
    WHERE number NOT IN (SELECT number FROM public.chaos_cause)
"""
# In the hands of the worker that was killed, and of nobody who had begun.
_RECOVERED = """
    SELECT extract(epoch FROM min(effect.at) - kill.at) FROM public.chaos_kill AS kill
    JOIN public.chaos_begun AS begun ON begun.pid = kill.pid AND begun.at <= kill.at
    JOIN public.chaos_effect AS effect USING (number)
    GROUP BY kill.pid, kill.at, number HAVING min(effect.at) > kill.at
"""
_TAKEN_UP = """
    SELECT extract(epoch FROM min(effect.at) - handed.at) FROM public.chaos_handed AS handed
    JOIN public.chaos_effect AS effect USING (number) GROUP BY handed.at, number
"""
_TOOK = """
    SELECT extract(epoch FROM min(effect.at) - min(cause.at)) FROM public.chaos_cause AS cause
    JOIN public.chaos_effect AS effect USING (number)
    WHERE number BETWEEN %s AND %s GROUP BY number
"""
_IN_HAND = """
    SELECT 1 FROM public.chaos_begun AS begun WHERE pid = %s AND NOT EXISTS (
        SELECT FROM public.chaos_effect AS effect WHERE effect.number = begun.number
    ) LIMIT 1
"""
_UNDONE = "SELECT count(*) FROM public.work_job WHERE topic LIKE 'chaos.%' AND done_at IS NULL"


def note_kill(conn: Conn, pid: int) -> None:
    """Now, and what was handed over but not begun."""
    conn.execute(_KILLS)
    conn.execute("INSERT INTO public.chaos_kill (pid) VALUES (%s)", [pid])
    conn.execute(_HANDED)


def has_work(conn: Conn, pid: int) -> bool:
    return conn.execute(_IN_HAND, [pid]).fetchone() is not None


def causes(conn: Conn) -> int:
    return _one(conn, "SELECT count(*) FROM public.chaos_cause")


def effects(conn: Conn) -> int:
    return _one(conn, "SELECT count(*) FROM public.chaos_effect")


def is_settled(conn: Conn, debtor: Debtor) -> bool:
    """Nothing is owed any more, and what poisons is dead."""
    return _owed(conn) == 0 and _dead(conn) == len(debtor.poison)


def of_kills(conn: Conn) -> dict[str, Any]:
    """Of all jobs until now. Times in seconds after the kill."""
    conn.execute(_KILLS)
    jobs, lost, doubled, again = conn.execute(_OUTCOME).fetchone() or (0, 0, 0, 0)
    recovered, taken_up = _seconds(conn, _RECOVERED), _seconds(conn, _TAKEN_UP)
    return {
        "jobs": jobs,
        "kills": _one(conn, "SELECT count(*) FROM public.chaos_kill"),
        "lost": lost,
        "doubled": int(doubled),
        "without_cause": _one(conn, _WITHOUT_CAUSE),
        "sent_twice_under_one_key": int(again),
        "left_owed": _owed(conn),
        "dead": _dead(conn),
        "in_hand": len(recovered),
        "recovery_p50_s": percentile(recovered, 50) / 1000,
        "recovery_p99_s": percentile(recovered, 99) / 1000,
        "handed_over": len(taken_up),
        "handed_over_p99_s": percentile(taken_up, 99) / 1000,
    }


def of_poison(conn: Conn, without: range, beside: range, poison: int) -> dict[str, Any]:
    """What the healthy jobs of two batches took, and the whole account once more."""
    _, lost, doubled, _ = conn.execute(_OUTCOME).fetchone() or (0, 0, 0, 0)
    alone, together = _took(conn, without), _took(conn, beside)
    return {
        "lost": lost,
        "doubled": int(doubled),
        "left_owed": _owed(conn),
        "poison": poison,
        "poison_dead": _dead(conn),
        "healthy_p50_s": percentile(alone, 50) / 1000,
        "healthy_p99_s": percentile(alone, 99) / 1000,
        "beside_poison_p50_s": percentile(together, 50) / 1000,
        "beside_poison_p99_s": percentile(together, 99) / 1000,
    }


def verdict(figures: dict[str, Any], *, wanted_kills: int) -> Verdict:
    if figures["naive"]:
        wrong = figures["lost"] + figures["doubled"]
        words = f"The control arm lost or doubled {wrong} effects"
        return Verdict(wrong > 0, f"{words}{', as it must' if wrong else ''}.", figures)
    broken = _broken(figures, wanted_kills)
    words = f"Not held: {', '.join(broken)}." if broken else "Every promise was kept."
    return Verdict(not broken, words, figures)


def _broken(figures: dict[str, Any], wanted_kills: int) -> list[str]:
    noughts = ("lost", "doubled", "without_cause", "left_owed", "dead")
    late = ("recovery_p99_s", "handed_over_p99_s", "beside_poison_p99_s")
    broken = [name for name in noughts if figures[name] != 0]
    broken += [name for name in late if figures[name] > RECOVERED_WITHIN_S]
    broken += ["kills"] * (figures["kills"] != wanted_kills)
    return broken + ["poison_dead"] * (figures["poison_dead"] != figures["poison"])


def _took(conn: Conn, numbers: range) -> list[float]:
    found = conn.execute(_TOOK, [numbers.start, numbers.stop - 1]).fetchall()
    return [float(row[0]) for row in found]


def _seconds(conn: Conn, query: str) -> list[float]:
    return [float(row[0]) for row in conn.execute(query).fetchall()]


def _owed(conn: Conn) -> int:
    return _one(conn, _UNDONE + " AND dead_at IS NULL")


def _dead(conn: Conn) -> int:
    return _one(conn, _UNDONE + " AND dead_at IS NOT NULL")


def _one(conn: Conn, query: str) -> int:
    row = conn.execute(query).fetchone()
    return int(row[0]) if row else 0
