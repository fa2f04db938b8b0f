"""Words for what a prepared case keeps as names: kinds of values, moods, urgencies."""

from collections.abc import Mapping
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _

from escalation.rules import Trigger
from helpdesk.handoff.first_steps import first_step

_KINDS: Final[Mapping[str, str | Promise]] = {
    "identifier": _("Number"),
    "email": _("E-mail"),
    "link": _("Link"),
    "address": _("Address"),
    "amount": _("Amount"),
    "date": _("Date"),
    "time": _("Time"),
    "phone": _("Phone"),
    "count": _("Count"),
    "name": _("Name"),
}
_MOODS: Final[Mapping[tuple[str, str], str | Promise]] = {
    ("upset", "worse"): _("Upset, getting worse"),
    ("upset", "better"): _("Upset, getting better"),
    ("upset", "steady"): _("Upset"),
    ("unhappy", "worse"): _("Unhappy, getting worse"),
    ("unhappy", "better"): _("Unhappy, getting better"),
    ("unhappy", "steady"): _("Unhappy"),
    ("neutral", "worse"): _("Neutral, getting worse"),
    ("neutral", "better"): _("Neutral, getting better"),
    ("neutral", "steady"): _("Neutral"),
    ("pleased", "worse"): _("Pleased, getting worse"),
    ("pleased", "better"): _("Pleased, getting better"),
    ("pleased", "steady"): _("Pleased"),
}
_URGENCIES: Final[Mapping[str, str | Promise]] = {
    "pressing": _("Pressing"),
    "urgent": _("Urgent"),
}


def of_rule(rule: Mapping[str, Any]) -> str:
    """When the rule holds that handed over: ``When a customer is upset``."""
    name = str(rule.get("trigger", ""))
    if name not in Trigger.values:
        return str(rule.get("label", ""))
    return gettext("When {reason}").format(reason=Trigger(name).label)


def next_step(case: Mapping[str, Any]) -> str:
    """What to do first; a sentence that is none of ours stays as it was kept."""
    kept, rule = str(case.get("next_step", "")), case.get("rule") or {}
    name, evidence = str(rule.get("trigger", "")), tuple(rule.get("evidence") or ())
    if name not in Trigger.values:
        return kept
    with override("en"):
        ours = first_step(name, evidence)
    return first_step(name, evidence) if kept == ours else kept


def of_kind(kind: str) -> str:
    """What a value is: ``E-mail``; a kind that we do not know speaks for itself."""
    return str(_KINDS.get(kind, kind.capitalize()))


def of_mood(mood: Mapping[str, Any]) -> str:
    """``Upset, getting worse``: the label of a case's mood, and where it is going."""
    label, trend = str(mood.get("label", "")), str(mood.get("trend") or "steady")
    return str(_MOODS.get((label, trend), label.capitalize()))


def of_urgency(label: str) -> str:
    """``Pressing``: how pressed the customer is."""
    return str(_URGENCIES.get(label, label.capitalize()))
