"""Adds conversations up, one by one, into sums that can be stored half-way and gone on with."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Final, Self

from escalation.backtesting.comparing import Change, change_of
from escalation.backtesting.past import PastConversation
from escalation.backtesting.replaying import Firing, Walk

HOURS: Final = 7 * 24
_TRUTHS: Final[Mapping[bool | None, str]] = {True: "right", False: "wrong", None: "unknown"}


@dataclass(slots=True)
class Fired:
    """How often, and whether a person was needed there; ``unknown``: nobody can say."""

    right: int = 0
    wrong: int = 0
    unknown: int = 0

    @property
    def total(self) -> int:
        return self.right + self.wrong + self.unknown

    def add(self, needed: bool | None) -> None:
        name = _TRUTHS[needed]
        setattr(self, name, getattr(self, name) + 1)


@dataclass(slots=True)
class RuleSums:
    """One rule. ``held``: in how many conversations its condition was met, first or not.

    ``behind``: in how many of those another rule had handed over, by the name of that rule.
    """

    fired: Fired = field(default_factory=Fired)
    held: int = 0
    behind: dict[str, int] = field(default_factory=dict)


@dataclass(slots=True)
class PolicySums:
    """One policy. ``saved``: turns; ``hours``: hand-overs by hour of the week, Monday first."""

    fired: Fired = field(default_factory=Fired)
    saved: int = 0
    hours: list[int] = field(default_factory=lambda: [0] * HOURS)
    rules: dict[str, RuleSums] = field(default_factory=dict)

    def add(self, past: PastConversation, walk: Walk) -> None:
        """``at`` of its turns must be in the tenant's own time."""
        needed = past.happened.needed_person
        firing = walk.firing
        if firing:
            self.fired.add(needed)
            self._rule(firing.rule).fired.add(needed)
            self.saved += answers_after(past, firing) if needed else 0
            if firing.at:
                self.hours[firing.at.weekday() * 24 + firing.at.hour] += 1
        for name in walk.held:
            self._hold(name, firing)

    def _hold(self, name: str, firing: Firing | None) -> None:
        rule = self._rule(name)
        rule.held += 1
        if firing and firing.rule != name:
            rule.behind[firing.rule] = rule.behind.get(firing.rule, 0) + 1

    def _rule(self, name: str) -> RuleSums:
        return self.rules.setdefault(name, RuleSums())


@dataclass(slots=True)
class Sums:
    """All of a backtest. ``first``, ``last``: the times of its oldest and its newest turn.

    ``truths`` are the conversations in which a person was needed, was not, and of which nobody
    can say; ``undated`` those without a time.
    """

    truths: Fired = field(default_factory=Fired)
    turns: int = 0
    undated: int = 0
    first: str = ""
    last: str = ""
    changes: dict[str, int] = field(default_factory=lambda: dict.fromkeys(Change, 0))
    old: PolicySums = field(default_factory=PolicySums)
    new: PolicySums = field(default_factory=PolicySums)

    @property
    def conversations(self) -> int:
        return self.truths.total

    def add(self, past: PastConversation, old: Walk, new: Walk) -> Change:
        """Count one conversation in; what the draft changes in it."""
        self.truths.add(past.happened.needed_person)
        self.turns += len(past.turns)
        self._date(past)
        self.old.add(past, old)
        self.new.add(past, new)
        change = change_of(old.firing, new.firing)
        self.changes[change] += 1
        return change

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> Self:
        """Sums that were stored; none for an empty value."""
        if not kept:
            return cls()
        rest = {name: kept[name] for name in ("turns", "undated", "first", "last")}
        return cls(
            truths=Fired(**kept["truths"]),
            changes={Change(name): n for name, n in kept["changes"].items()},
            old=_policy(kept["old"]),
            new=_policy(kept["new"]),
            **rest,
        )

    def _date(self, past: PastConversation) -> None:
        times = [turn.at.isoformat() for turn in past.turns if turn.at]
        if not times:
            self.undated += 1
            return
        self.first = min(filter(None, (self.first, times[0])))
        self.last = max(self.last, times[-1])


def answers_after(past: PastConversation, firing: Firing) -> int:
    """How many answers the assistant still gave from the turn on in which this fires."""
    return sum(turn.was_answered for turn in past.turns[firing.turn :])


def _policy(kept: Mapping[str, Any]) -> PolicySums:
    return PolicySums(
        fired=Fired(**kept["fired"]),
        saved=kept["saved"],
        hours=list(kept["hours"]),
        rules={
            name: RuleSums(Fired(**rule["fired"]), rule["held"], dict(rule["behind"]))
            for name, rule in kept["rules"].items()
        },
    )
