"""Cost curves of a backtest as plots, and the suggested threshold put into the draft."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.db import transaction

from escalation.backtesting.costing import (
    DECIDED_AT_LEAST,
    NEEDED_AT_LEAST,
    Costs,
    Curve,
    DialSums,
    curve_of,
    dials_of,
)
from escalation.models import Backtest, EscalationRule, RiskTopic
from escalation.policy.values import PolicySpec

# The plane of a plot, in its own units; y grows downwards in SVG.
WIDTH: Final = 400.0
HEIGHT: Final = 160.0
AIR: Final = 12.0


@dataclass(frozen=True, slots=True)
class Plot:
    """A curve in the plane: its line, where the threshold in force and the best one stand."""

    curve: Curve
    line: str
    now: float
    best: tuple[float, float]
    alike: tuple[float, float]
    ends: tuple[float, float]
    dearest: float

    @property
    def why_not(self) -> str:
        """Why nothing is suggested; empty where something is."""
        if not self.curve.is_enough:
            return (
                f"It decides {self.curve.decided} conversations here, {self.curve.decided_needed} "
                f"of which needed a person. From {DECIDED_AT_LEAST} and {NEEDED_AT_LEAST} on a "
                "threshold can be suggested."
            )
        if self.curve.suggested is None:
            return "What you have costs no more than the best, as far as this can tell."
        return ""


def plots_of(backtest: Backtest, costs: Costs) -> list[Plot]:
    """One for each threshold that decides anything, those with a suggestion first."""
    return sorted(_plots(backtest, costs), key=_order)


def _plots(backtest: Backtest, costs: Costs) -> Iterator[Plot]:
    kept = backtest.figures.get("dials", {})
    for dial in dials_of(PolicySpec.from_json(backtest.new)):
        curve = curve_of(dial, DialSums(**kept.get(dial.key, {})), costs)
        if curve and curve.decided:
            yield _plot(curve)


def _order(plot: Plot) -> tuple[bool, bool, int]:
    curve = plot.curve
    return (curve.suggested is None, not curve.is_enough, -curve.decided)


@transaction.atomic
def take_suggestion(backtest: Backtest, key: str, costs: Costs) -> float:
    """Put the suggested threshold into the draft, which is another one from then on.

    Raises ``ValidationError`` where this backtest suggests nothing, or the rule is gone.
    """
    found = next((one for one in plots_of(backtest, costs) if one.curve.dial.key == key), None)
    threshold = found.curve.suggested if found else None
    if threshold is None:
        raise ValidationError("This backtest suggests nothing here. Run a fresh one.")
    row = _row(key)
    row.threshold = threshold
    row.full_clean()
    row.save(update_fields=["threshold"])
    return threshold


def _row(key: str) -> Any:
    kind, _, name = key.partition(":")
    rows: Any = EscalationRule if kind == "rule" else RiskTopic
    row = rows.objects.select_for_update().filter(name=name).first()
    if row is None:
        raise ValidationError(f"“{name}” is gone from the draft. Run a fresh backtest.")
    return row


def _plot(curve: Curve) -> Plot:
    thresholds = [point.threshold for point in curve.points]
    low, high = thresholds[0], thresholds[-1]
    costs = [point.cost for point in curve.points]
    least, most = min(costs), max(costs)

    def across(threshold: float) -> float:
        return round((threshold - low) / (high - low) * WIDTH, 1)

    def up(cost: float) -> float:
        share = (cost - least) / (most - least) if most > least else 0.5
        return round(HEIGHT - AIR - share * (HEIGHT - 2 * AIR), 1)

    points = ((across(one.threshold), up(one.cost)) for one in curve.points)
    start, end = (across(one) for one in curve.alike)
    return Plot(
        curve=curve,
        line=" ".join(f"{x},{y}" for x, y in points),
        now=across(curve.dial.current),
        best=(across(curve.best.threshold), up(curve.best.cost)),
        alike=(start, round(end - start, 1)),
        ends=(low, high),
        dearest=most,
    )
