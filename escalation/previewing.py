"""A rule while it is being typed: its sentence, and what is wrong with it, before it is saved."""

from dataclasses import replace
from typing import Any

from django.http import QueryDict

from escalation.backtesting.warning import problems_in
from escalation.forms import RuleForm
from escalation.models import EscalationRule
from escalation.policy.drafting import draft
from escalation.rules import Trigger
from escalation.sentences import thresholds_of

_NAMELESS = "This rule"


def reading_of(typed: QueryDict) -> dict[str, Any]:
    """``sentence`` where it can be read, ``errors`` by field, ``problems`` beside other rules.

    ``hint``: which thresholds there are for what the rule is about.

    ``typed`` is the form as it stands, with ``rule``, the number of the rule that is changed.
    """
    number = typed.get("rule", "")
    known = EscalationRule.objects.filter(pk=int(number)).first() if _is_number(number) else None
    form = RuleForm(typed, instance=known)
    form.is_valid()
    wrong = {name: list(told) for name, told in form.errors.items() if name != "name"}
    errors = [
        (form.fields[name].label or name, one) for name, told in wrong.items() for one in told
    ]
    rule = form.instance
    readable = rule.trigger in Trigger.values and not wrong
    return {
        "sentence": rule.sentence if readable else "",
        "hint": thresholds_of(Trigger(rule.trigger)) if rule.trigger in Trigger.values else "",
        "errors": errors,
        "problems": _problems(rule, known) if readable and rule.is_on else [],
    }


def _problems(rule: EscalationRule, known: EscalationRule | None) -> list[str]:
    """Of the draft as it would be with this rule, those that name it."""
    rule.name = rule.name.strip() or _NAMELESS
    spec = draft()
    places = dict(EscalationRule.objects.values_list("name", "position"))
    before = [one for one in spec.rules if known is None or one.name != _name_of(known)]
    place = sum(places.get(one.name, rule.position + 1) <= rule.position for one in before)
    rules = (*before[:place], rule.spec, *before[place:])
    told = problems_in(replace(spec, rules=rules))
    return [problem for problem in told if f"“{rule.name}”" in problem]


def _name_of(known: EscalationRule) -> str:
    """As it is stored: the form has already written the new one into its instance."""
    return EscalationRule.objects.values_list("name", flat=True).get(pk=known.pk)


def _is_number(text: str) -> bool:
    return text.isdecimal() and len(text) < 19
