"""A policy in plain language, in the tenant's own words: what agents and admins read of it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from escalation.deciding import GUARANTEE
from escalation.policy.naming import DEFAULT_TEAM, Names
from escalation.policy.values import PolicySpec
from escalation.rules import Heat, Priority, RuleSpec
from escalation.sentences import condition_of
from escalation.words import USUAL_WORDS

_PRIORITY: Final = {
    Priority.LOW: ", when there is time",
    Priority.NORMAL: "",
    Priority.HIGH: ", soon",
    Priority.URGENT: ", at once",
}


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence; ``quote`` is what the customer is told then, word for word."""

    says: str
    quote: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """``lead`` opens the list of ``lines``, or is "".

    ``part`` names what one edits to change it: brief, topics, rules or teams; "" for none.
    """

    title: str
    lead: str
    lines: tuple[Line, ...]
    part: str = ""
    is_ordered: bool = False


def describe(policy: PolicySpec, names: Names, *, has_model: bool = False) -> list[Section]:
    """The whole policy, in the order in which a customer meets it."""
    return [
        _section("Who answers", _answering(policy, has_model), "brief"),
        _section("What it may talk about", _talking(policy), "brief"),
        _section("What it never improvises on", _never(policy), "topics"),
        _section("What it answers from", _sources(policy, names), "brief"),
        _section("When a person takes over", _rules(policy, names), "rules", is_ordered=True),
        _section("What holds whatever the rules say", _guarantee()),
        _section("When a customer is upset or in a hurry", _heat(policy.heat), "brief"),
        _section("Who takes over", _teams(policy, names), "teams"),
    ]


def as_text(sections: Iterable[Section]) -> str:
    """The same for a terminal or a mail: titles, and a line for each sentence."""
    return "\n\n".join(_as_text(section) for section in sections)


def _section(
    title: str, lines: Iterable[Line | str], part: str = "", *, is_ordered: bool = False
) -> Section:
    told = [line if isinstance(line, Line) else Line(line) for line in lines]
    lead = told.pop(0).says if told[0].says.endswith(":") else ""
    return Section(title, lead, tuple(told), part, is_ordered)


def _as_text(section: Section) -> str:
    lines = [section.title, section.lead] if section.lead else [section.title]
    for place, line in enumerate(section.lines, start=1):
        mark = f"{place}." if section.is_ordered else "-"
        lines.append(f"{mark} {line.says}")
        if line.quote:
            lines.append(f"   The customer is told: “{line.quote}”")
    return "\n".join(lines)


def _answering(policy: PolicySpec, has_model: bool) -> Iterator[str]:
    yield (
        "An AI assistant answers first and says that it is one. A person is one click away from "
        "the first message on."
    )
    if policy.job:
        yield f"Its job: {policy.job}"
    if has_model and policy.tone:
        yield f"How it sounds: {policy.tone}"
    if not has_model:
        yield "It answers in the words of your articles: no model writes for it."
    elif policy.languages:
        yield f"It writes in {_listed(policy.languages)}."
    else:
        yield "It writes in the language of the question."


def _talking(policy: PolicySpec) -> Iterator[str]:
    if not policy.allowed_topics:
        yield "Whatever its articles answer; nothing else."
        return
    yield "These topics, as far as its articles answer, and nothing else:"
    yield from policy.allowed_topics


def _never(policy: PolicySpec) -> Iterator[str]:
    if not policy.never_topics:
        yield "No topic is marked so. What no article backs is not said in any case."
        return
    yield "A message about one of these goes to a person, whatever else is set:"
    yield from policy.never_topics


def _sources(policy: PolicySpec, names: Names) -> Iterator[str]:
    if policy.sources:
        shelves = [names.collection(one) for one in policy.sources]
        yield f"Approved, public articles of {_listed(shelves)}. No other, and no snippet."
    else:
        yield "All approved, public articles and snippets."
    yield "Each sentence it says is backed by a passage of them, which it shows."
    yield f"When it is less than {policy.min_confidence:.0%} sure, it offers no answer."


def _rules(policy: PolicySpec, names: Names) -> Iterator[Line]:
    if policy.rules:
        yield Line("They are looked at in this order, and the first that holds decides:")
    for rule in policy.rules:
        condition = condition_of(rule, topic=policy.label_of(rule.topic))
        team = names.team_or_default(rule.team_id)
        says = f"{rule.name}: when {condition}, {team} takes over{_PRIORITY[rule.priority]}."
        yield Line(says, _told(rule))
    if not policy.rules:
        yield Line("No rule is on. What is guaranteed below holds all the same.")


def _guarantee() -> Iterator[Line]:
    yield Line("Nobody is kept from a person. No rule, prompt or switch can change this:")
    for rule in GUARANTEE:
        yield Line(f"A person takes over when {condition_of(rule)}.", _told(rule))


def _heat(heat: Heat) -> Iterator[str]:
    moved = [
        f"by {points:g} points when {why}"
        for points, why in (
            (heat.by_mood, f"a customer is upset (mood {_number(heat.from_mood)} or worse)"),
            (heat.by_urgency, f"a customer is in a hurry ({heat.from_urgency:.0%} or more)"),
        )
        if points
    ]
    if not moved and not heat.fewer_attempts:
        yield "Nothing changes: rules hold at the same thresholds for everybody."
        return
    if moved:
        yield f"The rules hold sooner: their thresholds give way {_listed(moved)}."
    if heat.fewer_attempts:
        yield "One answer that failed is enough then, instead of as many as the rules say."
    yield "Never the other way: nothing makes a rule hold later."


def _teams(policy: PolicySpec, names: Names) -> Iterator[str]:
    by_team: dict[str, list[str]] = {}
    for rule in policy.rules:
        by_team.setdefault(names.team_or_default(rule.team_id), []).append(f"“{rule.name}”")
    for team, rules in sorted(by_team.items()):
        yield f"{team[:1].upper()}{team[1:]}: {_listed(rules)}."
    if DEFAULT_TEAM not in by_team:
        yield "The default team: whoever presses “Talk to a person” and what is guaranteed."


def _told(rule: RuleSpec) -> str:
    return rule.words.strip() or USUAL_WORDS[rule.trigger]


def _listed(words: Iterable[str]) -> str:
    told = list(words)
    return told[0] if len(told) == 1 else f"{', '.join(told[:-1])} and {told[-1]}"


def _number(value: float) -> str:
    return f"{value:g}".replace("-", "−")
