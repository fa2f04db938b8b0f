"""What is wrong with the draft, seen without any conversation, in words."""

from collections.abc import Iterator

from escalation.backtesting.warning import problems_in
from escalation.models import EscalationRule, RiskTopic, Team
from escalation.policy.drafting import draft
from escalation.policy.naming import Names
from escalation.policy.values import PolicySpec
from escalation.rules import RuleSpec, Trigger


def problems_of_draft(names: Names) -> list[str]:
    """Of the bound tenant's draft: rules that cannot hold, contradict others, or reach nobody."""
    spec = draft()
    return [
        *problems_in(spec),
        *_shelved(),
        *_topics(spec),
        *_thresholds(spec),
        *_reach(spec, names),
    ]


def _shelved() -> Iterator[str]:
    """What somebody switched on or off and what therefore does not happen, or happens anyway."""
    rows = EscalationRule.objects.select_related("topic")
    for rule in rows.filter(is_on=True, topic__is_on=False):
        yield f"“{rule.name}” can never fire: its topic “{rule.topic}” is switched off."
    for rule in rows.filter(is_on=False, topic__is_on=True, topic__is_never_improvised=True):
        yield (
            f"“{rule.name}” is off, but “{rule.topic}” is never improvised: a person takes over "
            "all the same, in the usual words."
        )
    for topic in RiskTopic.objects.filter(is_on=False, is_never_improvised=True):
        yield f"“{topic}” is to be never improvised, but it is switched off: nobody looks for it."


def _topics(spec: PolicySpec) -> Iterator[str]:
    about = {rule.topic for rule in spec.rules if rule.trigger is Trigger.RISK_TOPIC}
    if "" in about:
        return
    for topic in spec.topics:
        if topic.name not in about:
            yield f"Nothing comes of the risk topic “{topic.label}”: no rule is about it."


def _thresholds(spec: PolicySpec) -> Iterator[str]:
    for rule in spec.rules:
        if rule.trigger is Trigger.LOW_CONFIDENCE:
            yield from _confidence(rule, spec.min_confidence)
        if rule.trigger is Trigger.NEGATIVE_SENTIMENT and rule.limit <= -0.95:
            yield (
                f"“{rule.name}” will hardly ever fire: no message is as bad as mood {rule.limit:g}."
            )


def _confidence(rule: RuleSpec, least: float) -> Iterator[str]:
    if rule.limit >= 1:
        yield (
            f"“{rule.name}” would send everybody to a person: no answer is more than 100 % sure."
        )
    elif 0 < rule.limit < least:
        yield (
            f"“{rule.name}” changes nothing at {rule.limit:g}: below the least confidence of "
            f"{least:g} no answer is offered anyway."
        )


def _reach(spec: PolicySpec, names: Names) -> Iterator[str]:
    if spec.sources and not any(one in names.collections for one in spec.sources):
        yield "The assistant can answer nothing: all collections that it may answer from are gone."
    manned = set(Team.objects.filter(members__isnull=False).values_list("pk", flat=True))
    for rule in spec.rules:
        if rule.team_id in names.teams and rule.team_id not in manned:
            team = names.team(rule.team_id)
            yield f"“{rule.name}” hands over to {team}, where nobody is a member."
