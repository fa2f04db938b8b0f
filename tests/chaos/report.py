"""What a run is told as: a line for each seed, a verdict, and one JSON object."""

from collections import Counter
from dataclasses import asdict, dataclass
from functools import reduce
from operator import add
from typing import Any

from tests.chaos.account import Account
from tests.chaos.figures import times
from tests.chaos.options import Options
from tests.chaos.runs import Outcome

SETTLED_WITHIN_S = 30.0


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether what should hold held, in words and as figures."""

    held: bool
    words: str
    figures: dict[str, Any]


def line(outcome: Outcome) -> str:
    """One seed in a line."""
    shown = asdict(outcome.account) | times([outcome.ledger]).as_dict()
    told = ", ".join(f"{name} {value}" for name, value in shown.items())
    kills = outcome.kills.total()
    return (
        f"seed {outcome.seed}: {outcome.seconds:.0f} s, {kills} kills {dict(outcome.kills)}, "
        f"settled in {outcome.settle_s:.1f} s; {told}"
    )


def verdict(wanted: Options, outcomes: list[Outcome]) -> Verdict:
    """Judge all seeds together."""
    total = reduce(add, (outcome.account for outcome in outcomes), Account())
    figures = _figures(wanted, outcomes, total)
    if wanted.is_control:
        return _of_control(total, figures)
    broken = total.broken() + _missed(wanted, figures)
    words = f"Not held: {', '.join(broken)}." if broken else "Every promise was kept."
    return Verdict(not broken, words, figures)


def _of_control(total: Account, figures: dict[str, Any]) -> Verdict:
    doubled = total.db_duplicates > 0
    words = (
        f"The control arm doubled {total.db_duplicates} messages and showed {total.shown_twice} "
        f"twice, as it must: the same faults without client ids and cursors."
        if doubled
        else "The control arm doubled nothing: the faults do not bite."
    )
    return Verdict(doubled, words, figures)


def _missed(wanted: Options, figures: dict[str, Any]) -> list[str]:
    """Figures that are worse than promised."""
    late = ["settle_s"] if figures["settle_s"] > SETTLED_WITHIN_S else []
    written = wanted.convs * wanted.msgs * len(wanted.seeds)
    return late + ["messages"] * (figures["messages"] != written)


def _figures(wanted: Options, outcomes: list[Outcome], total: Account) -> dict[str, Any]:
    kills: Counter[str] = sum((outcome.kills for outcome in outcomes), Counter())
    return {
        "mode": wanted.mode,
        "seeds": list(wanted.seeds),
        **asdict(total),
        "kills": kills.total(),
        "kills_of": dict(sorted(kills.items())),
        "settle_s": round(max(outcome.settle_s for outcome in outcomes), 1),
        **times(outcome.ledger for outcome in outcomes).as_dict(),
        "seconds": round(sum(outcome.seconds for outcome in outcomes)),
    }
