"""What a finished backtest says, ready for a page: both policies side by side, rule by rule."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from escalation.backtesting.comparing import Change
from escalation.backtesting.figures import Share, handed_over, precision, recall
from escalation.backtesting.replaying import GUARANTEED
from escalation.backtesting.tallying import HOURS, PolicySums, RuleSums, Sums
from escalation.backtesting.warning import problems_in, problems_seen, told_in
from escalation.models import Backtest
from escalation.policy.values import PolicySpec
from escalation.rules import RuleSpec

DAYS: Final = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
CHANGES: Final[Mapping[str, str]] = {
    Change.ONLY_NEW: "only the draft hands over",
    Change.ONLY_OLD: "only the policy in force hands over",
    Change.EARLIER: "the draft is earlier",
    Change.LATER: "the draft is later",
    Change.OTHER_RULE: "another rule",
}
# How deep the colours of the plot are, from none to most.
DEPTHS: Final = 5
_CELL, _LEFT, _TOP = 16, 34, 16
_WEEK: Final = 7 * 86_400.0


@dataclass(frozen=True, slots=True)
class Line:
    """One figure of both policies: a share with its interval, or a plain number."""

    name: str
    means: str
    old: Share | float
    new: Share | float

    @property
    def is_share(self) -> bool:
        return isinstance(self.new, Share)


@dataclass(frozen=True, slots=True)
class RuleLine:
    """One rule under both policies. None: the policy does not have it."""

    name: str
    old: RuleSums | None
    new: RuleSums | None

    @property
    def precision(self) -> Share:
        fired = (self.new or self.old or RuleSums()).fired
        return precision(fired)


@dataclass(frozen=True, slots=True)
class Hour:
    """A cell of the week: where it stands, how deep its colour is, and what it says."""

    x: int
    y: int
    depth: int
    is_less: bool
    says: str


@dataclass(frozen=True, slots=True)
class Load:
    """Added hand-overs by hour of the week; ``says`` the most of it in words."""

    hours: list[Hour]
    says: str


@dataclass(frozen=True, slots=True)
class Tally:
    """How many conversations changed in one way."""

    kind: str
    label: str
    count: int


@dataclass(frozen=True, slots=True)
class Report:
    """All but the curves, which depend on what errors cost."""

    sums: Sums
    lines: list[Line]
    rules: list[RuleLine]
    load: Load | None
    warnings: list[str]
    tallies: list[Tally]

    @property
    def changed(self) -> int:
        return sum(tally.count for tally in self.tallies)


def report_of(backtest: Backtest) -> Report | None:
    """None before anything was counted."""
    kept = backtest.figures.get("sums")
    if not kept or not kept["truths"]:
        return None
    sums = Sums.from_json(kept)
    draft = PolicySpec.from_json(backtest.new)
    old = PolicySpec.from_json(backtest.old)
    told, untold = told_in(draft, brought=backtest.source != Backtest.Source.OWN)
    return Report(
        sums=sums,
        lines=list(_lines(sums)),
        rules=list(_rules(old.rules, draft.rules, sums)),
        load=_load(sums),
        warnings=[*problems_in(draft), *problems_seen(told, sums, old), *untold],
        tallies=[Tally(kind, CHANGES[kind], sums.changes[kind]) for kind in CHANGES],
    )


def _lines(sums: Sums) -> Iterator[Line]:
    old, new = sums.old, sums.new
    yield from _shares(sums)
    yield Line(
        "Turns saved",
        "Answers that customers would have been spared where a person was needed.",
        float(old.saved),
        float(new.saved),
    )
    if sums.undated < sums.conversations:
        weeks = weeks_of(sums)
        yield Line(
            "Hand-overs a week",
            "What reaches the queues of your teams.",
            old.fired.total / weeks,
            new.fired.total / weeks,
        )


def _shares(sums: Sums) -> Iterator[Line]:
    old, new = sums.old, sums.new
    yield Line(
        "Handed over",
        "Of all conversations, those in which a rule calls a person.",
        handed_over(old, sums),
        handed_over(new, sums),
    )
    yield Line(
        "Rightly (precision)",
        "Of the hand-overs of which anybody can say, those where a person was needed.",
        precision(old.fired),
        precision(new.fired),
    )
    yield Line(
        "Noticed (recall)",
        "Of the conversations that needed a person, those that are handed over.",
        recall(old.fired, sums),
        recall(new.fired, sums),
    )


def weeks_of(sums: Sums) -> float:
    """How many weeks the conversations cover; never less than one."""
    if not sums.first:
        return 1.0
    apart = datetime.fromisoformat(sums.last) - datetime.fromisoformat(sums.first)
    return max(apart.total_seconds() / _WEEK, 1.0)


def _rules(old: Sequence[RuleSpec], new: Sequence[RuleSpec], sums: Sums) -> Iterator[RuleLine]:
    """In the draft's order, then what it does without, then the guarantee."""
    theirs, ours = ({rule.name for rule in rules} for rules in (old, new))
    names = [*(rule.name for rule in new), *(rule.name for rule in old if rule.name not in ours)]
    for name in names:
        yield RuleLine(name, _of(sums.old, name, theirs), _of(sums.new, name, ours))
    if GUARANTEED in sums.old.rules or GUARANTEED in sums.new.rules:
        yield RuleLine(
            GUARANTEED,
            sums.old.rules.get(GUARANTEED, RuleSums()),
            sums.new.rules.get(GUARANTEED, RuleSums()),
        )


def _of(policy: PolicySums, name: str, known: set[str]) -> RuleSums | None:
    return policy.rules.get(name, RuleSums()) if name in known else None


def _load(sums: Sums) -> Load | None:
    """None where no conversation has a time."""
    if sums.undated == sums.conversations:
        return None
    weeks = weeks_of(sums)
    added = [(sums.new.hours[hour] - sums.old.hours[hour]) / weeks for hour in range(HOURS)]
    most = max(abs(one) for one in added)
    hours = [_hour(hour, one, most) for hour, one in enumerate(added)]
    return Load(hours, _said(added))


def _hour(hour: int, added: float, most: float) -> Hour:
    day, of_day = divmod(hour, 24)
    depth = -(-abs(added) * DEPTHS // most) if most else 0
    says = f"{DAYS[day]} {of_day}–{of_day + 1}: {_signed(added)} hand-overs a week"
    return Hour(_LEFT + of_day * _CELL, _TOP + day * _CELL, int(depth), added < 0, says)


def _said(added: Sequence[float]) -> str:
    total = sum(added)
    if not any(added):
        return "The draft adds nothing to the queues."
    most = max(range(HOURS), key=lambda hour: added[hour])
    words = f"{_signed(total)} hand-overs a week in all"
    if added[most] <= 0:
        return f"{words}."
    day, hour = divmod(most, 24)
    return f"{words}, most of them on {DAYS[day]} between {hour} and {hour + 1} o’clock."


def _signed(number: float) -> str:
    return f"{number:+.1f}".replace("-", "−")
