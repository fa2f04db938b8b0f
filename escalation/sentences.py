"""A rule as a sentence that its owner can read aloud."""

from collections.abc import Sequence
from typing import Final

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from escalation.rules import LIMITS, Offer, Priority, RuleSpec, Trigger

_WORDS_SHOWN: Final = 90

# How the threshold in force completes "When …".
_LIMIT_IN_WORDS: Final = {
    Trigger.NEGATIVE_SENTIMENT: _("mood {limit:+.2g} or worse"),
    Trigger.WORSENING_MOOD: _("by {limit:.2g} over three messages"),
    Trigger.SHOUTING: _("{limit:.0%} or more"),
    Trigger.RAGE_CLICKS: _("{limit:.0f} times or more"),
    Trigger.URGENCY: _("{limit:.0%} or more"),
    Trigger.COMPLEXITY: _("{limit:.0%} or more"),
    Trigger.ACCOUNT_CHANGE: _("{limit:.0%} clear or more"),
    Trigger.BUG_SUSPICION: _("{limit:.0%} clear or more"),
    Trigger.BUYING_INTENT: _("{limit:.0%} clear or more"),
    Trigger.FAILED_ATTEMPTS: _("{limit:.0f} in a row"),
    Trigger.REPHRASED_QUESTION: _("{limit:.0%} alike or more"),
    Trigger.LOW_CONFIDENCE: _("less than {limit:.0%} sure, or not backed by an article"),
    Trigger.REPEATED_ANSWER: _("{limit:.0%} alike or more"),
    Trigger.REPEATED_QUESTION: _("{limit:.0%} alike or more"),
}


def sentence_of(rule: RuleSpec, *, topic: str = "", team: str = "") -> str:
    """``When a customer asks for a person, then hand over to Support …``.

    ``topic`` is the label of the rule's topic (empty: any), ``team`` the team's name (empty:
    the default team).
    """
    return (
        f"When {condition_of(rule, topic=topic)}, "
        f"then hand over to {team or 'the default team'}{_priority(rule.priority)}"
        f"{_offers(rule.offers)} and say “{_shortened(rule.words) or 'the usual words'}”"
    )


def condition_of(rule: RuleSpec, *, topic: str = "") -> str:
    """What stands between *When* and *then*."""
    return gettext(", and ").join([_trigger(rule, topic), *(one.words for one in rule.conditions)])


def _trigger(rule: RuleSpec, topic: str) -> str:
    if rule.trigger is Trigger.RISK_TOPIC and topic:
        return gettext("a message is about “{topic}”").format(topic=topic)
    if rule.trigger is Trigger.LOW_CONFIDENCE and rule.limit == 0:
        return gettext("there is no answer, or none that an article backs")
    limit = str(_LIMIT_IN_WORDS.get(rule.trigger, "")).format(limit=rule.limit)
    limit = limit.replace("-", "−")
    return f"{rule.trigger.label} ({limit})" if limit else str(rule.trigger.label)


def thresholds_of(trigger: Trigger) -> str:
    """Which thresholds this trigger takes, for the form."""
    limits = LIMITS.get(trigger)
    if limits is None:
        return "It takes no threshold: it is true or it is not."
    ends = f"{limits.low:g} to {limits.high:g}, usually {limits.start:g}".replace("-", "−")
    return f"Threshold from {ends}: {limits.means}."


def _priority(priority: Priority) -> str:
    return "" if priority is Priority.NORMAL else f" with {priority.label.lower()} priority"


def _offers(offers: Sequence[Offer]) -> str:
    return f", offer {' or '.join(offer.label for offer in offers)}" if offers else ""


def _shortened(words: str) -> str:
    line = " ".join(words.split())
    if len(line) <= _WORDS_SHOWN:
        return line
    return line[:_WORDS_SHOWN].rsplit(" ", 1)[0].rstrip(",.;:") + " …"
