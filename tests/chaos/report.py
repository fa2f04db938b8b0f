"""What a run is told as: a line for each seed, a verdict, and one JSON object."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from functools import reduce
from operator import add, or_
from typing import Any

from tests.chaos.account import Account
from tests.chaos.figures import Times, times, together
from tests.chaos.options import Options
from tests.chaos.runs import Outcome

SETTLED_WITHIN_S = 30.0
# At most, by mode; two cores, 80 visitors' tabs and two agents.
LIMITS = {
    "no-kills": {"ack_p99_ms": 250, "delivery_p99_ms": 500},
    "redis-down": {"delivery_p99_ms": 6000},
    "postgres-down": {"recovery_s": 15},
    "rolling": {"ack_p99_ms": 5000},
}


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether what should hold held, in words and as figures."""

    held: bool
    words: str
    figures: dict[str, Any]


def line(outcome: Outcome) -> str:
    """One seed in a line."""
    shown = asdict(outcome.account) | _times([outcome]).as_dict() | outcome.trouble.figures()
    told = ", ".join(f"{name} {value}" for name, value in shown.items())
    kills = outcome.trouble.kills
    return (
        f"seed {outcome.seed}: {outcome.seconds:.0f} s, {kills.total()} kills {dict(kills)}, "
        f"settled in {outcome.settle_s:.1f} s; {told}"
    )


def verdict(wanted: Options, outcomes: list[Outcome]) -> Verdict:
    """Judge all seeds together."""
    total = reduce(add, (outcome.account for outcome in outcomes), Account())
    figures = _figures(wanted, outcomes, total)
    if wanted.is_control:
        return _of_control(total, figures)
    broken = total.broken() + _missed(wanted, figures)
    broken += [name for outcome in outcomes for name in outcome.trouble.missed()]
    words = f"Not held: {', '.join(broken)}." if broken else "Every promise was kept."
    return Verdict(not broken, words, figures)


def _of_control(total: Account, figures: dict[str, Any]) -> Verdict:
    bites = total.db_duplicates + total.shown_twice > 0
    words = (
        f"The control arm stored {total.db_duplicates} messages twice and showed "
        f"{total.shown_twice} twice, as it must: the same faults without client ids and cursors."
        if bites
        else "The control arm doubled nothing: the faults do not bite."
    )
    return Verdict(bites, words, figures)


def _missed(wanted: Options, figures: dict[str, Any]) -> list[str]:
    """Figures that are worse than promised."""
    limits = {"settle_s": SETTLED_WITHIN_S, **LIMITS.get(wanted.mode, {})}
    late = [name for name, limit in limits.items() if figures[name] > limit]
    late += ["told_to_renew"] * (figures["told_to_renew"] > 0)
    written = wanted.convs * wanted.msgs * len(wanted.seeds)
    return late + ["messages"] * (figures["messages"] != written)


def _figures(wanted: Options, outcomes: list[Outcome], total: Account) -> dict[str, Any]:
    kills: Counter[str] = sum((outcome.trouble.kills for outcome in outcomes), Counter())
    extra: dict[str, Any] = reduce(or_, (outcome.trouble.figures() for outcome in outcomes), {})
    return {
        "mode": wanted.mode,
        "seeds": list(wanted.seeds),
        **asdict(total),
        "kills": kills.total(),
        "kills_of": dict(sorted(kills.items())),
        "settle_s": round(max(outcome.settle_s for outcome in outcomes), 1),
        **_times(outcomes).as_dict(),
        "silent_lines": sum(outcome.ledger.ends["silent"] for outcome in outcomes),
        "told_to_renew": sum(outcome.ledger.ends["renewed"] for outcome in outcomes),
        **extra,
        "seconds": round(sum(outcome.seconds for outcome in outcomes)),
    }


def _times(outcomes: Iterable[Outcome]) -> Times:
    """Of the messages that were tried while it was troubled, in all runs together."""
    return together(
        times(outcome.ledger, since=outcome.trouble.since, until=outcome.trouble.until)
        for outcome in outcomes
    )
