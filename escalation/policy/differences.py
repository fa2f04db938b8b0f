"""What one policy has that another has not, in sentences."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, fields, replace
from enum import StrEnum
from typing import Final

from escalation.policy.naming import Names
from escalation.policy.values import PolicySpec
from escalation.rules import LIMITS, RuleSpec, TopicSpec


class Kind(StrEnum):
    """What became of it."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class Change:
    """One sentence of what is different."""

    kind: Kind
    says: str


_NOBODY: Final = Names()
_SHOWN: Final = 160
_HEAT: Final = {
    "by_mood": "how far an upset customer moves thresholds",
    "from_mood": "from which mood on a customer counts as upset",
    "by_urgency": "how far urgency moves thresholds",
    "from_urgency": "from how much urgency on a customer counts as pressed",
    "fewer_attempts": "failed answers fewer for an upset or pressed customer",
}
_TEXTS: Final = {"job": "Job", "tone": "Tone", "min_confidence": "Least confidence"}


def differences(old: PolicySpec, new: PolicySpec, names: Names = _NOBODY) -> list[Change]:
    """From ``old`` to ``new``: rules first, then topics, then the brief. Empty when they agree."""
    return [
        *_rules(old, new, names),
        *_topics(old.topics, new.topics),
        *_brief(old, new, names),
    ]


def _rules(old: PolicySpec, new: PolicySpec, names: Names) -> Iterator[Change]:
    before = {rule.name: rule for rule in old.rules}
    after = {rule.name: rule for rule in new.rules}
    renamed = _renamed(before, after)
    for was, now in renamed.items():
        yield Change(Kind.CHANGED, f"Rule “{was}” is now called “{now}”")
    for name in [name for name in before if name not in {*after, *renamed}]:
        says = names.sentence(before[name], old)
        yield Change(Kind.REMOVED, f"No longer a rule: “{name}”. {says}")
    for name in [name for name in after if name not in {*before, *renamed.values()}]:
        yield Change(Kind.ADDED, f"New rule “{name}”: {names.sentence(after[name], new)}")
    yield from _altered(old, new, names)
    yield from _moved([renamed.get(name, name) for name in before], list(after))


def _altered(old: PolicySpec, new: PolicySpec, names: Names) -> Iterator[Change]:
    before = {rule.name: rule for rule in old.rules}
    for rule in new.rules:
        if rule.name in before:
            yield from _rule(before[rule.name], rule, (old, new), names)


def _renamed(before: dict[str, RuleSpec], after: dict[str, RuleSpec]) -> dict[str, str]:
    """Rules that differ in their name alone."""
    fresh = {replace(rule, name=""): name for name, rule in after.items() if name not in before}
    gone = {name: replace(rule, name="") for name, rule in before.items() if name not in after}
    return {name: fresh[rule] for name, rule in gone.items() if rule in fresh}


def _rule(
    old: RuleSpec, new: RuleSpec, policies: tuple[PolicySpec, PolicySpec], names: Names
) -> Iterator[Change]:
    shown = [
        f"{one.name.replace('team_id', 'team')} "
        f"{_value(one.name, old, policies[0], names)} → {_value(one.name, new, policies[1], names)}"
        for one in fields(RuleSpec)
        if getattr(old, one.name) != getattr(new, one.name)
    ]
    if shown:
        yield Change(Kind.CHANGED, f"Rule “{new.name}”: {'; '.join(shown)}")


def _value(name: str, rule: RuleSpec, policy: PolicySpec, names: Names) -> str:
    shown = {
        "team_id": names.team_or_default(rule.team_id),
        "topic": f"“{policy.label_of(rule.topic)}”" if rule.topic else "any topic",
        "threshold": _threshold(rule),
        "words": f"“{_short(rule.words)}”" if rule.words.strip() else "the usual words",
        "priority": rule.priority.label.lower(),
        "trigger": f"“{rule.trigger.label}”",
    }
    return shown[name] if name in shown else str(getattr(rule, name))


def _threshold(rule: RuleSpec) -> str:
    if rule.threshold is None and rule.trigger in LIMITS:
        return f"the usual {_number(rule.limit)}"
    return _number(rule.limit)


def _moved(before: Sequence[str], after: Sequence[str]) -> Iterator[Change]:
    """The fewest rules that explain the new order, each with the one it now stands before."""
    places = {name: place for place, name in enumerate(before)}
    common = [name for name in after if name in places]
    stayed = _longest_rise([places[name] for name in common])
    for name in common:
        if places[name] in stayed:
            continue
        place = after.index(name)
        where = f"before “{after[place + 1]}”" if place + 1 < len(after) else "as the last one"
        yield Change(Kind.CHANGED, f"Rule “{name}” is now looked at {where}")


def _longest_rise(numbers: Sequence[int]) -> set[int]:
    """A longest rising subsequence: patience sorting (Aldous and Diaconis, 1999)."""
    tops: list[int] = []
    before: dict[int, int | None] = {}
    for number in numbers:
        pile = bisect_left(tops, number)
        before[number] = tops[pile - 1] if pile else None
        tops[pile : pile + 1] = [number]
    rise: set[int] = set()
    last = tops[-1] if tops else None
    while last is not None:
        rise.add(last)
        last = before[last]
    return rise


def _topics(old: Sequence[TopicSpec], new: Sequence[TopicSpec]) -> Iterator[Change]:
    before, after = ({topic.name: topic for topic in topics} for topics in (old, new))
    for name, topic in before.items():
        if name not in after:
            yield Change(Kind.REMOVED, f"Risk topic “{topic.label}” is no longer watched for")
    for name, topic in after.items():
        if name not in before:
            yield Change(Kind.ADDED, f"New risk topic “{topic.label}”: {_heard(topic)}")
        elif topic != before[name]:
            shown = "; ".join(_topic(before[name], topic))
            yield Change(Kind.CHANGED, f"Risk topic “{topic.label}”: {shown}")


def _topic(old: TopicSpec, new: TopicSpec) -> Iterator[str]:
    before, after = (_lines(topic.words) for topic in (old, new))
    if fresh := [line for line in after if line not in before]:
        yield f"also hears {_quoted(fresh)}"
    if gone := [line for line in before if line not in after]:
        yield f"no longer hears {_quoted(gone)}"
    if old.label != new.label:
        yield f"was called “{old.label}”"
    if old.signal != new.signal:
        yield f"learnt signal {old.signal or 'none'} → {new.signal or 'none'}"
    if old.limit != new.limit:
        yield f"how clearly {_number(old.limit)} → {_number(new.limit)}"


def _heard(topic: TopicSpec) -> str:
    heard = f"hears {_quoted(_lines(topic.words))}" if topic.words.strip() else "has no words"
    return f"{heard}, and what was learnt of {topic.signal}" if topic.signal else heard


def _brief(old: PolicySpec, new: PolicySpec, names: Names) -> Iterator[Change]:
    for name, label in _TEXTS.items():
        was, now = getattr(old, name), getattr(new, name)
        if was != now:
            yield Change(Kind.CHANGED, f"{label}: {_told(was)} → {_told(now)}")
    yield from _listed("It may write in", old.languages, new.languages)
    yield from _listed("It may talk about", old.allowed_topics, new.allowed_topics)
    yield from _listed("It never improvises on", old.never_topics, new.never_topics)
    yield from _sources(old.sources, new.sources, names)
    for name, label in _HEAT.items():
        was, now = getattr(old.heat, name), getattr(new.heat, name)
        if was != now:
            yield Change(Kind.CHANGED, f"Mood and urgency: {label}, {was:g} → {now:g}")


def _listed(label: str, old: Iterable[str], new: Iterable[str]) -> Iterator[Change]:
    before, after = list(old), list(new)
    for one in before:
        if one not in after:
            yield Change(Kind.REMOVED, f"{label}: no longer “{one}”")
    for one in after:
        if one not in before:
            yield Change(Kind.ADDED, f"{label}: “{one}”")
    if before != after and sorted(before) == sorted(after):
        yield Change(Kind.CHANGED, f"{label}: in the order {_quoted(after)}")


def _sources(old: Sequence[int], new: Sequence[int], names: Names) -> Iterator[Change]:
    if set(old) == set(new):
        return
    shown = [
        ", ".join(map(names.collection, ids)) if ids else "all that is public" for ids in (old, new)
    ]
    yield Change(Kind.CHANGED, f"It answers from {shown[0]} → {shown[1]}")


def _lines(words: str) -> list[str]:
    return [line.strip() for line in words.splitlines() if line.strip()]


def _quoted(texts: Sequence[str]) -> str:
    shown = ", ".join(f"“{text}”" for text in texts[:6])
    return f"{shown} and {len(texts) - 6} more" if len(texts) > 6 else shown


def _told(value: str | float) -> str:
    if isinstance(value, float | int):
        return _number(value)
    return f"“{_short(value)}”" if value else "nothing"


def _number(value: float) -> str:
    return f"{value:g}".replace("-", "−")


def _short(words: str) -> str:
    line = " ".join(words.split())
    return line if len(line) <= _SHOWN else f"{line[:_SHOWN].rsplit(' ', 1)[0]} …"
