"""``evaluate waits``: how far the wait that customers in line are told is from the one they have.

On simulated desks, or on the waits that a workspace has had: for each customer who had to wait, the
estimate from what was known at the moment when they came, against how long it then took.
"""

from argparse import ArgumentParser
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from statistics import fmean, median, quantiles
from typing import Any, Final

from helpdesk.evaluation.desks import Came, fortnight
from helpdesk.routing.estimating import (
    AT_ONCE,
    FRESH,
    LEAST,
    LOOKED_AT,
    Estimate,
    Past,
    estimate,
)
from helpdesk.routing.models import Wait
from tenants.commands import bound_to

HELP = "the wait that customers are told, against the one they have: mean error and quantiles"
MINUTE: Final = timedelta(minutes=1)
# Slots for conversations, and the share of their time that is asked for.
DESKS: Final = ((3, 0.40), (3, 0.55), (8, 0.50), (8, 0.58), (20, 0.55), (20, 0.60))
# Who had to wait less is nobody that a time is worth telling.
SHORTEST: Final = 1.0
Told = tuple[Came, Estimate | None]
Guess = Callable[[Sequence[Past], int], Estimate | None]


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--tenant", metavar="SLUG", help="replay this workspace's own waits")
    parser.add_argument("--days", type=int, default=14, help="of a simulated desk; 14")
    parser.add_argument("--seeds", type=int, default=3, help="how often each is simulated; 3")


def run(options: dict[str, Any]) -> dict[str, Any]:
    """By desk or team: ``{n, unknown, mean, p10, p50, p90, absolute, within_half, held}``.

    ``mean`` and the quantiles are of estimate minus real wait, in minutes; ``absolute`` is the
    median of how far off it is; ``held`` the share that the interval holds (meant: 0.8).
    """
    if slug := options.get("tenant"):
        with bound_to(slug):
            return {f"team {team}": figures(told(came)) for team, came in _own()}
    return dict(_simulated(options["days"], options["seeds"]))


def told(came: Sequence[Came], guess: Guess = estimate) -> list[Told]:
    """What each who had to wait was told when they came, by ``guess``, in the order of coming."""
    ended = sorted(came, key=lambda one: one.taken)
    moments = [one.taken for one in ended]
    found: list[Told] = []
    for one in came:
        if one.waited > SHORTEST:
            known = ended[: bisect_right(moments, one.at)][-4 * LOOKED_AT :]
            found.append((one, guess(_past(known, one.at), one.ahead)))
    return found


def figures(pairs: Sequence[Told]) -> dict[str, Any]:
    known = [(one, found) for one, found in pairs if found is not None]
    if len(known) < LEAST:
        return {"n": len(pairs), "unknown": len(pairs) - len(known)}
    off = [found.likely / MINUTE - one.waited for one, found in known]
    held = [found.low / MINUTE <= one.waited <= found.high / MINUTE for one, found in known]
    near = [abs(far) <= one.waited / 2 for far, (one, _) in zip(off, known, strict=True)]
    tenths = quantiles(off, n=10)
    return {
        "n": len(pairs),
        "unknown": round(1 - len(known) / len(pairs), 2),
        "mean": round(fmean(off), 2),
        **{f"p{name}": round(tenths[name // 10 - 1], 2) for name in (10, 50, 90)},
        "absolute": round(median(map(abs, off)), 2),
        "within_half": round(fmean(near), 2),
        "held": round(fmean(held), 2),
    }


def _simulated(days: int, seeds: int) -> Iterator[tuple[str, dict[str, Any]]]:
    for agents, load in DESKS:
        pairs: list[Told] = []
        for seed in range(1, seeds + 1):
            pairs += told(fortnight(seed, agents=agents, load=load, days=days))
        yield f"{agents} slots, load {load:.2f}", figures(pairs)


def _past(known: Sequence[Came], at: float) -> list[Past]:
    """As ``routing.expecting`` reads it: the latest fresh ones of those who had to wait."""
    fresh = (one for one in known if at - one.taken < FRESH / MINUTE)
    waited = [one for one in fresh if one.waited > AT_ONCE / MINUTE]
    return [Past(one.waited * MINUTE, one.ahead) for one in waited][-LOOKED_AT:]


def _own() -> Iterator[tuple[int | None, list[Came]]]:
    """By team, each who was taken by somebody, in minutes since the first came."""
    ended = Wait.objects.filter(outcome=Wait.Outcome.JOINED).order_by("since")
    by_team: dict[int | None, list[Came]] = {}
    first: datetime | None = None
    for team, since, ended_at, ahead in ended.values_list("team", "since", "ended_at", "ahead"):
        if ended_at is not None:
            first = first or since
            one = Came((since - first) / MINUTE, (ended_at - first) / MINUTE, ahead)
            by_team.setdefault(team, []).append(one)
    yield from by_team.items()
