"""A policy in plain language, in the tenant's own words: what agents and admins read of it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from escalation.deciding import GUARANTEE
from escalation.policy.naming import DEFAULT_TEAM, Names
from escalation.policy.values import PolicySpec
from escalation.rules import Heat, Priority, RuleSpec
from escalation.sentences import condition_of
from escalation.words import USUAL_WORDS

_PRIORITY: Final = {
    Priority.LOW: gettext_lazy(", when there is time"),
    Priority.NORMAL: "",
    Priority.HIGH: gettext_lazy(", soon"),
    Priority.URGENT: gettext_lazy(", at once"),
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
        _section(_("Who answers"), _answering(policy, has_model), "brief"),
        _section(_("What it may talk about"), _talking(policy), "brief"),
        _section(_("What it never improvises on"), _never(policy), "topics"),
        _section(_("What it answers from"), _sources(policy, names), "brief"),
        _section(_("When a person takes over"), _rules(policy, names), "rules", is_ordered=True),
        _section(_("What holds whatever the rules say"), _guarantee()),
        _section(_("When a customer is upset or in a hurry"), _heat(policy.heat), "brief"),
        _section(_("Who takes over"), _teams(policy, names), "teams"),
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
    yield _(
        "An AI assistant answers first and says that it is one. A person is one click away from "
        "the first message on."
    )
    if policy.job:
        yield _("Its job: {job}").format(job=policy.job)
    if has_model and policy.tone:
        yield _("How it sounds: {tone}").format(tone=policy.tone)
    if not has_model:
        yield _("It answers in the words of your articles: no model writes for it.")
    elif policy.languages:
        yield _("It writes in {languages}.").format(languages=_listed(policy.languages))
    else:
        yield _("It writes in the language of the question.")


def _talking(policy: PolicySpec) -> Iterator[str]:
    if not policy.allowed_topics:
        yield _("Whatever its articles answer; nothing else.")
        return
    yield _("These topics, as far as its articles answer, and nothing else:")
    yield from policy.allowed_topics


def _never(policy: PolicySpec) -> Iterator[str]:
    if not policy.never_topics:
        yield _("No topic is marked so. What no article backs is not said in any case.")
        return
    yield _("A message about one of these goes to a person, whatever else is set:")
    yield from policy.never_topics


def _sources(policy: PolicySpec, names: Names) -> Iterator[str]:
    if policy.sources:
        shelves = [names.collection(one) for one in policy.sources]
        words = _("Approved, public articles of {shelves}. No other, and no snippet.")
        yield words.format(shelves=_listed(shelves))
    else:
        yield _("All approved, public articles and snippets.")
    yield _("Each sentence it says is backed by a passage of them, which it shows.")
    words = _("When it is less than {share} sure, it offers no answer.")
    yield words.format(share=f"{policy.min_confidence:.0%}")


def _rules(policy: PolicySpec, names: Names) -> Iterator[Line]:
    if policy.rules:
        yield Line(_("They are looked at in this order, and the first that holds decides:"))
    for rule in policy.rules:
        condition = condition_of(rule, topic=policy.label_of(rule.topic))
        team = names.team_or_default(rule.team_id)
        says = _("{rule}: when {condition}, {team} takes over{soon}.").format(
            rule=rule.name, condition=condition, team=team, soon=_PRIORITY[rule.priority]
        )
        yield Line(says, _told(rule))
    if not policy.rules:
        yield Line(_("No rule is on. What is guaranteed below holds all the same."))


def _guarantee() -> Iterator[Line]:
    yield Line(_("Nobody is kept from a person. No rule, prompt or switch can change this:"))
    for rule in GUARANTEE:
        words = _("A person takes over when {condition}.")
        yield Line(words.format(condition=condition_of(rule)), _told(rule))


def _heat(heat: Heat) -> Iterator[str]:
    moved = [
        _("by {points} points when {why}").format(points=f"{points:g}", why=why)
        for points, why in (
            (heat.by_mood, _upset(heat)),
            (heat.by_urgency, _hurried(heat)),
        )
        if points
    ]
    if not moved and not heat.fewer_attempts:
        yield _("Nothing changes: rules hold at the same thresholds for everybody.")
        return
    if moved:
        words = _("The rules hold sooner: their thresholds give way {moved}.")
        yield words.format(moved=_listed(moved))
    if heat.fewer_attempts:
        yield _("One answer that failed is enough then, instead of as many as the rules say.")
    yield _("Never the other way: nothing makes a rule hold later.")


def _upset(heat: Heat) -> str:
    words = _("a customer is upset (mood {mood} or worse)")
    return words.format(mood=_number(heat.from_mood))


def _hurried(heat: Heat) -> str:
    words = _("a customer is in a hurry ({share} or more)")
    return words.format(share=f"{heat.from_urgency:.0%}")


def _teams(policy: PolicySpec, names: Names) -> Iterator[str]:
    by_team: dict[str, list[str]] = {}
    for rule in policy.rules:
        by_team.setdefault(names.team_or_default(rule.team_id), []).append(f"“{rule.name}”")
    for team, rules in sorted(by_team.items()):
        yield f"{team[:1].upper()}{team[1:]}: {_listed(rules)}."
    if _(DEFAULT_TEAM) not in by_team:
        yield _("The default team: whoever presses “Talk to a person” and what is guaranteed.")


def _told(rule: RuleSpec) -> str:
    return rule.words.strip() or USUAL_WORDS[rule.trigger]


def _listed(words: Iterable[str]) -> str:
    told = list(words)
    if len(told) == 1:
        return told[0]
    return _("{some} and {last}").format(some=", ".join(told[:-1]), last=told[-1])


def _number(value: float) -> str:
    return f"{value:g}".replace("-", "−")
