"""The working draft: what the rows of the bound tenant say, and how rows come back to a version.

Only what would run is policy. A rule or topic that is switched off lies beside it, as on a shelf.
"""

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.db.models import Model

from escalation.conditions import as_json
from escalation.models import Brief, EscalationRule, RiskTopic, Team
from escalation.ordering import STEP
from escalation.policy.values import PolicySpec
from escalation.rules import RuleSpec, TopicSpec, Trigger

_TOPIC_FIELDS = ("label", "words", "signal", "threshold")


def draft() -> PolicySpec:
    """The rules, topics and brief as they stand, in three queries.

    A rule about a topic that is switched off is left out: its topic would never be found. A topic
    that is never improvised and has no rule gets one, after all others.
    """
    brief = Brief.current()
    topics = list(RiskTopic.objects.filter(is_on=True))
    rules = [rule.spec for rule in _running_rules()]
    never = [topic.spec for topic in topics if topic.is_never_improvised]
    return PolicySpec(
        rules=(*rules, *_implied(rules, never)),
        topics=tuple(topic.spec for topic in topics),
        job=brief.job.strip(),
        tone=brief.tone.strip(),
        languages=_listed(brief.languages.replace(",", "\n")),
        allowed_topics=_listed(brief.allowed_topics),
        never_topics=tuple(topic.label for topic in never),
        min_confidence=brief.min_confidence,
        sources=tuple(brief.sources),
        heat=brief.heat,
    )


@transaction.atomic
def restore(spec: PolicySpec) -> None:
    """Make the rows say what ``spec`` says, so that ``draft`` returns it.

    What runs now and is not in it is switched off, never deleted. A rule for a team that is gone
    goes to the default team.
    """
    topics = _restore_topics(spec)
    _restore_rules(_own_rules(spec), topics)
    _save(
        Brief.current(),
        job=spec.job,
        tone=spec.tone,
        languages=", ".join(spec.languages),
        allowed_topics="\n".join(spec.allowed_topics),
        min_confidence=spec.min_confidence,
        sources=list(spec.sources),
        **_heat(spec),
    )


def _running_rules() -> list[EscalationRule]:
    rules = EscalationRule.objects.filter(is_on=True).exclude(topic__is_on=False)
    return list(rules.select_related("topic"))


def _implied(rules: Sequence[RuleSpec], never: Sequence[TopicSpec]) -> list[RuleSpec]:
    about = {rule.topic for rule in rules if rule.trigger is Trigger.RISK_TOPIC}
    if "" in about:  # any topic
        return []
    return [_implied_rule(topic) for topic in never if topic.name not in about]


def _implied_rule(topic: TopicSpec) -> RuleSpec:
    return RuleSpec(f"Never improvise: {topic.label}", Trigger.RISK_TOPIC, "", topic=topic.name)


def _own_rules(spec: PolicySpec) -> list[RuleSpec]:
    implied = [_implied_rule(topic) for topic in spec.topics]
    return [rule for rule in spec.rules if rule not in implied]


def _listed(lines: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(line.strip() for line in lines.splitlines() if line.strip()))


def _heat(spec: PolicySpec) -> dict[str, Any]:
    heat = spec.heat
    return {
        "by_mood": heat.by_mood,
        "from_mood": heat.from_mood,
        "by_urgency": heat.by_urgency,
        "from_urgency": heat.from_urgency,
        "fewer_attempts": bool(heat.fewer_attempts),
    }


def _restore_topics(spec: PolicySpec) -> dict[str, RiskTopic]:
    rows = {row.name: row for row in RiskTopic.objects.all()}
    wanted = {topic.name for topic in spec.topics}
    for name, row in rows.items():
        if row.is_on and name not in wanted:
            _save(row, is_on=False)
    for topic in spec.topics:
        row = rows.setdefault(topic.name, RiskTopic(name=topic.name))
        fields = {name: getattr(topic, name) for name in _TOPIC_FIELDS}
        never = topic.label in spec.never_topics
        _save(row, **fields, is_on=True, is_never_improvised=never)
    return rows


def _restore_rules(rules: Sequence[RuleSpec], topics: dict[str, RiskTopic]) -> None:
    rows = {row.name: row for row in EscalationRule.objects.select_related("topic")}
    teams = set(Team.objects.values_list("pk", flat=True))
    wanted = [rule.name for rule in rules]
    running = [row.name for row in _running_rules()]
    for name in running:
        if name not in wanted:
            _save(rows[name], is_on=False)
    for rule in rules:
        row = rows.setdefault(rule.name, EscalationRule(name=rule.name))
        team_id = rule.team_id if rule.team_id in teams else None
        _save(row, is_on=True, topic=topics.get(rule.topic), team_id=team_id, **_told(rule))
    if wanted != [name for name in running if name in wanted]:
        _arrange([rows[name] for name in wanted], list(rows.values()))


def _told(rule: RuleSpec) -> dict[str, Any]:
    """The columns of a rule that its value holds by the same name."""
    apart = {"name", "topic", "team_id", "conditions", "offers"}
    plain = {name: value for name, value in vars(rule).items() if name not in apart}
    return {**plain, "conditions": as_json(rule.conditions), "offers": list(rule.offers)}


def _arrange(first: Sequence[EscalationRule], rows: Sequence[EscalationRule]) -> None:
    """In this order, and before all others."""
    others = sorted((row for row in rows if row not in first), key=lambda row: row.position)
    for place, row in enumerate([*first, *others], start=1):
        _save(row, position=place * STEP)


def _save(row: Model, **fields: Any) -> None:
    """Only what differs, so that the history of changes has nothing else."""
    changed = {name: value for name, value in fields.items() if getattr(row, name) != value}
    if not changed and not row._state.adding:
        return
    for name, value in changed.items():
        setattr(row, name, value)
    row.save()
