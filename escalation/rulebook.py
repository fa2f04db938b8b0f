"""Loads the bound tenant's rules and risk topics as the values that deciding works on.

The two moments of a turn read like this::

    rules = rules_in_order()
    facts = gather(question, history, topics_on())
    decision = decide(facts, rules, Moment.MESSAGE_RECEIVED)
    …                                                   # draft an answer, no transaction open
    decision = decide(with_draft(facts, draft), rules, Moment.ANSWER_DRAFTED)
"""

from escalation.models import EscalationRule, RiskTopic
from escalation.rules import RuleSpec, TopicSpec


def rules_in_order() -> list[RuleSpec]:
    """The rules that are on, first to last, in one query.

    A rule about a topic that is switched off is left out: its topic would never be found.
    """
    rules = EscalationRule.objects.filter(is_on=True).exclude(topic__is_on=False)
    return [rule.spec for rule in rules.select_related("topic")]


def topics_on() -> list[TopicSpec]:
    """The risk topics to look for, in one query."""
    return [topic.spec for topic in RiskTopic.objects.filter(is_on=True)]
