"""Of each trigger: when it holds, why that is so in a sentence, and whose words show it.

Most triggers hold when a signal reaches the rule's threshold: these stand in one table. The
others are functions below it.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Final

from django.utils.translation import gettext_noop as _

from escalation import reasons
from escalation.facts.values import Facts, Signal, TopicFound
from escalation.rules import ASKED_BACK_AT_MOST, RuleSpec, Trigger

Heard = Callable[[Facts], Signal]


def _named(name: str) -> Heard:
    return lambda facts: facts.signal(name)


# What is heard for a trigger that is about one signal.
_HEARD: Final[Mapping[Trigger, Heard]] = {
    Trigger.ASKS_FOR_PERSON: lambda facts: facts.asks_for_person,
    Trigger.NEGATIVE_SENTIMENT: lambda facts: facts.sentiment,
    Trigger.REPHRASED_QUESTION: lambda facts: facts.rephrased,
    Trigger.REPEATED_ANSWER: lambda facts: facts.repeated_answer,
    Trigger.REPEATED_QUESTION: lambda facts: facts.repeated_question,
    Trigger.PROMISED_PERSON: lambda facts: facts.promised_person,
    Trigger.WORSENING_MOOD: _named("worsening_mood"),
    Trigger.SHOUTING: _named("shouting"),
    Trigger.RAGE_CLICKS: _named("rage_clicks"),
    Trigger.URGENCY: _named("urgency"),
    Trigger.COMPLEXITY: _named("complexity"),
    Trigger.ACCOUNT_CHANGE: _named("account_change"),
    Trigger.BUG_SUSPICION: _named("bug_suspicion"),
    Trigger.BUYING_INTENT: _named("about_to_buy"),
}


def is_true(rule: RuleSpec, facts: Facts) -> bool:
    """Whether the rule's trigger holds at its threshold, whatever the moment."""
    test = _TESTS.get(rule.trigger)
    if test is not None:
        return test(rule, facts)
    return 0 < _HEARD[rule.trigger](facts).score >= rule.limit


def reason_of(rule: RuleSpec, facts: Facts) -> str:
    """Why it holds, as one sentence for agents and admins."""
    why = _REASONS[rule.trigger]
    return why if isinstance(why, str) else why(rule, facts)


def evidence_of(rule: RuleSpec, facts: Facts) -> tuple[str, ...]:
    """The words that show it; none where it shows in something else than words."""
    if rule.trigger is Trigger.RISK_TOPIC:
        return tuple(word for topic in _touched(rule, facts) for word in topic.words)
    if rule.trigger is Trigger.FAILED_ATTEMPTS:
        return facts.failures
    heard = _HEARD.get(rule.trigger)
    return heard(facts).words if heard else ()


def missed_limit(rule: RuleSpec, facts: Facts) -> float | None:
    """The own threshold of a topic, where all that the rule found lies below it."""
    missed = [topic.missed for topic in _touched(rule, facts)]
    return None if None in missed else min(filter(None, missed), default=None)


def _touched(rule: RuleSpec, facts: Facts) -> Sequence[TopicFound]:
    return [topic for topic in facts.topics if rule.topic in {"", topic.name}]


def _unsure(rule: RuleSpec, facts: Facts) -> bool:
    too_low = facts.confidence is not None and facts.confidence < rule.limit
    return too_low or facts.grounded is False or facts.has_answer is False


def _asks_too_much(rule: RuleSpec, facts: Facts) -> bool:
    too_often = facts.asks_back and len(facts.asked) >= ASKED_BACK_AT_MOST
    return too_often or facts.repeated_question.score >= rule.limit


_TESTS: Final[Mapping[Trigger, Callable[[RuleSpec, Facts], bool]]] = {
    Trigger.RISK_TOPIC: lambda rule, facts: bool(_touched(rule, facts)),
    Trigger.NEGATIVE_SENTIMENT: lambda rule, facts: 0 > facts.sentiment.score <= rule.limit,
    Trigger.FAILED_ATTEMPTS: lambda rule, facts: 0 < facts.failed_attempts >= rule.limit,
    Trigger.LOW_CONFIDENCE: _unsure,
    Trigger.REPEATED_QUESTION: _asks_too_much,
    Trigger.MODEL_UNAVAILABLE: lambda _, facts: not facts.model_available,
    Trigger.DEADLINE_MISSED: lambda _, facts: facts.deadline_missed,
}


def _why_unsure(rule: RuleSpec, facts: Facts) -> str:
    if facts.has_answer is False:
        return _("No approved content answers the question.")
    if facts.grounded is False:
        return _("The drafted answer is not backed by approved content.")
    confidence, limit = f"{facts.confidence or 0:.2f}", f"{rule.limit:.2f}"
    return reasons.UNSURE.format(confidence=confidence, limit=limit)


def _why_upset(rule: RuleSpec, facts: Facts) -> str:
    kinds = ", ".join(facts.sentiment.kinds)
    told = {"mood": f"{facts.sentiment.score:+.2f}", "limit": f"{rule.limit:+.2f}"}
    return (reasons.UPSET_SO if kinds else reasons.UPSET).format(**told, kinds=kinds)


def _about(rule: RuleSpec, facts: Facts) -> str:
    labels = ", ".join(topic.label for topic in _touched(rule, facts))
    return reasons.TOUCHES.format(topics=labels)


def _why_failed(_rule: RuleSpec, facts: Facts) -> str:
    count = facts.failed_attempts
    return reasons.FAILED.format(count=count) if count != 1 else _("An answer did not help.")


def _why_asking(rule: RuleSpec, facts: Facts) -> str:
    if facts.repeated_question.score >= rule.limit:
        return _("The drafted question was asked before.")
    return reasons.ASKED_BACK.format(count=len(facts.asked))


def _with_kinds(name: str, bare: str, so: str) -> Callable[[RuleSpec, Facts], str]:
    """``bare`` where no kinds of the signal are known, else ``so`` with them."""

    def why(_rule: RuleSpec, facts: Facts) -> str:
        kinds = ", ".join(facts.signal(name).kinds)
        return so.format(kinds=kinds) if kinds else bare

    return why


_REASONS: Final[Mapping[Trigger, str | Callable[[RuleSpec, Facts], str]]] = {
    Trigger.ASKS_FOR_PERSON: _("The customer asked for a person."),
    Trigger.RISK_TOPIC: _about,
    Trigger.NEGATIVE_SENTIMENT: _why_upset,
    Trigger.WORSENING_MOOD: lambda _, facts: reasons.FELL.format(
        fall=f"{facts.signal('worsening_mood').score:.2f}"
    ),
    Trigger.SHOUTING: _("The customer shouts."),
    Trigger.RAGE_CLICKS: lambda _, facts: reasons.CLICKED.format(
        count=f"{facts.signal('rage_clicks').score:.0f}"
    ),
    Trigger.URGENCY: _("The customer is pressed for time."),
    Trigger.COMPLEXITY: _with_kinds("complexity", reasons.MANY_PARTS, reasons.MANY_PARTS_SO),
    Trigger.ACCOUNT_CHANGE: _("The customer wants something done that only a person can do."),
    Trigger.BUG_SUSPICION: _("Something seems broken."),
    Trigger.BUYING_INTENT: _with_kinds("about_to_buy", reasons.BUYING, reasons.BUYING_SO),
    Trigger.FAILED_ATTEMPTS: _why_failed,
    Trigger.REPHRASED_QUESTION: _("The customer asked the same thing again."),
    Trigger.LOW_CONFIDENCE: _why_unsure,
    Trigger.REPEATED_ANSWER: _("The drafted answer repeats an earlier one."),
    Trigger.REPEATED_QUESTION: _why_asking,
    Trigger.PROMISED_PERSON: _("The drafted answer promises a person."),
    Trigger.MODEL_UNAVAILABLE: _("The model did not answer."),
    Trigger.DEADLINE_MISSED: _("The customer had no answer in time."),
}
