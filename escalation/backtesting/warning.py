"""What is wrong with a policy, said in words: seen in its rules, or in what a backtest showed."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final

from escalation.backtesting.replaying import GUARANTEED
from escalation.backtesting.tallying import RuleSums, Sums
from escalation.policy.values import PolicySpec
from escalation.rules import RuleSpec, TopicSpec, Trigger

# So many conversations must have been replayed before a share of them is a warning.
ENOUGH: Final = 20
NEARLY_ALL: Final = 0.9
MOST: Final = 0.5
# Seldom seen: that they did not fire in the past says nothing about them.
_RARE: Final = frozenset({Trigger.MODEL_UNAVAILABLE, Trigger.DEADLINE_MISSED})
# Of these a higher threshold fires more often, of all others a lower one.
_HIGHER_FIRES_MORE: Final = frozenset({Trigger.LOW_CONFIDENCE, Trigger.NEGATIVE_SENTIMENT})


def problems_in(spec: PolicySpec) -> list[str]:
    """What can be seen without any conversation: rules that cannot fire, or contradict others."""
    topics = {topic.name: topic for topic in spec.topics}
    told = [*_deaf(spec, topics)]
    for place, rule in enumerate(spec.rules):
        earlier = next((one for one in spec.rules[:place] if _covers(one, rule)), None)
        if earlier:
            told.append(_never_reached(rule, earlier))
    return told


def problems_seen(spec: PolicySpec, sums: Sums, old: PolicySpec | None = None) -> list[str]:
    """What the conversations showed of this policy, the draft of the sums.

    Rules that never fired and stand in ``old`` just so are named in one sentence.
    """
    if not sums.conversations:
        return []
    known = old.rules if old else ()
    quiet = [rule for rule in _reachable(spec) if not _seen(rule, sums).held]
    told = [_silent(rule, sums) for rule in quiet if rule not in known]
    told += [
        _shadowed(rule, _seen(rule, sums))
        for rule in _reachable(spec)
        if _seen(rule, sums).held and not _seen(rule, sums).fired.total
    ]
    unchanged = [rule for rule in quiet if rule in known]
    return [*_too_many(spec, sums), *told, *_as_before(unchanged, sums)]


def told_in(spec: PolicySpec, *, brought: bool) -> tuple[PolicySpec, list[str]]:
    """The policy without the rules of which conversations from elsewhere say nothing, and why.

    Who wrote, in which language and from which page stands in none that was ``brought``.
    """
    bound = [rule for rule in spec.rules if rule.conditions] if brought else []
    if not bound:
        return spec, []
    names = ", ".join(f"“{rule.name}”" for rule in bound)
    some = "One rule has" if len(bound) == 1 else f"{len(bound)} rules have"
    told = (
        f"{some} conditions that conversations from a file or the sample cannot tell, and could "
        f"not fire: {names}."
    )
    return replace(spec, rules=tuple(rule for rule in spec.rules if rule not in bound)), [told]


def _deaf(spec: PolicySpec, topics: Mapping[str, TopicSpec]) -> Iterator[str]:
    for rule in spec.rules:
        if rule.trigger is not Trigger.RISK_TOPIC or not rule.topic:
            continue
        topic = topics.get(rule.topic)
        if topic is None:
            yield f"“{rule.name}” can never fire: its topic is switched off."
        elif not topic.signal and not _has_words(topic):
            yield f"“{rule.name}” can never fire: its topic “{topic.label}” has no words."


def _has_words(topic: TopicSpec) -> bool:
    lines = (line.strip() for line in topic.words.splitlines())
    return any(line and not line.startswith("-") for line in lines)


def _covers(earlier: RuleSpec, later: RuleSpec) -> bool:
    """Whether the earlier rule holds whenever the later one does."""
    asks_more = not set(earlier.conditions) <= set(later.conditions)
    if earlier.trigger is not later.trigger or asks_more:
        return False
    if earlier.trigger is Trigger.RISK_TOPIC:
        return earlier.topic in {"", later.topic}
    if earlier.trigger in _HIGHER_FIRES_MORE:
        return earlier.limit >= later.limit
    return earlier.limit <= later.limit


def _never_reached(rule: RuleSpec, earlier: RuleSpec) -> str:
    start = f"“{rule.name}” can never fire: “{earlier.name}” stands before it and holds whenever it"
    same = replace(earlier, name=rule.name, topic=rule.topic, threshold=rule.threshold)
    if replace(same, conditions=rule.conditions) == rule:
        return f"{start} does. Leave one of them out."
    return (
        f"{start} does, but does something else. They contradict each other: only the first counts."
    )


def _too_many(spec: PolicySpec, sums: Sums) -> Iterator[str]:
    count = sums.conversations
    if count < ENOUGH:
        return
    share = sums.new.fired.total / count
    if share >= NEARLY_ALL:
        yield (
            f"Nearly everybody would be sent to a person: {sums.new.fired.total:,} of {count:,} "
            "conversations. The assistant would hardly help anyone."
        )
    for rule in spec.rules:
        fired = _seen(rule, sums).fired.total
        if fired / count >= MOST:
            yield (
                f"“{rule.name}” alone would send {fired:,} of {count:,} conversations to a person."
            )


def _reachable(spec: PolicySpec) -> list[RuleSpec]:
    """The rules of which it says something that they did not fire."""
    return [
        rule
        for place, rule in enumerate(spec.rules)
        if rule.trigger not in _RARE and not any(_covers(one, rule) for one in spec.rules[:place])
    ]


def _seen(rule: RuleSpec, sums: Sums) -> RuleSums:
    return sums.new.rules.get(rule.name, RuleSums())


def _silent(rule: RuleSpec, sums: Sums) -> str:
    return f"“{rule.name}” never fires: its condition was not met in {_all(sums)}."


def _as_before(rules: Sequence[RuleSpec], sums: Sums) -> Iterator[str]:
    if rules:
        names = ", ".join(f"“{rule.name}”" for rule in rules)
        yield f"Never met in {_all(sums)}, and the same in the policy in force: {names}."


def _shadowed(rule: RuleSpec, seen: RuleSums) -> str:
    first = max(seen.behind, key=lambda name: seen.behind[name])
    name = "the guarantee" if first == GUARANTEED else f"“{first}”"
    return (
        f"“{rule.name}” never comes first: its condition was met in {seen.held:,} "
        f"conversation{'s' if seen.held > 1 else ''}, and another rule had handed over each time, "
        f"mostly {name}."
    )


def _all(sums: Sums) -> str:
    count = sums.conversations
    return "the one conversation" if count == 1 else f"any of {count:,} conversations"
