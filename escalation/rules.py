"""What a rule is, as plain values: triggers, moments, priorities, thresholds."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from escalation.conditions import Condition


class Trigger(TextChoices):
    """The reason a rule fires; the label completes "When …"."""

    ASKS_FOR_PERSON = "asks_for_person", _("a customer asks for a person")
    RISK_TOPIC = "risk_topic", _("a message is about a risk topic")
    NEGATIVE_SENTIMENT = "negative_sentiment", _("a customer is upset")
    WORSENING_MOOD = "worsening_mood", _("a customer’s mood gets worse")
    SHOUTING = "shouting", _("a customer shouts")
    RAGE_CLICKS = "rage_clicks", _("a customer clicks again and again")
    URGENCY = "urgency", _("a customer is pressed for time")
    COMPLEXITY = "complexity", _("a matter has many parts")
    ACCOUNT_CHANGE = "account_change", _("a customer wants something done to their account")
    BUG_SUSPICION = "bug_suspicion", _("something seems broken")
    BUYING_INTENT = "buying_intent", _("a customer is about to buy")
    FAILED_ATTEMPTS = "failed_attempts", _("answers did not help")
    REPHRASED_QUESTION = "rephrased_question", _("a customer asks the same thing again")
    LOW_CONFIDENCE = "low_confidence", _("the answer is not certain enough")
    REPEATED_ANSWER = "repeated_answer", _("the assistant would repeat itself")
    REPEATED_QUESTION = "repeated_question", _("the assistant would ask again")
    PROMISED_PERSON = "promised_person", _("the assistant would promise a person")
    MODEL_UNAVAILABLE = "model_unavailable", _("the assistant is unavailable")
    DEADLINE_MISSED = "deadline_missed", _("a customer waits too long for an answer")


class Moment(StrEnum):
    """When rules are looked at."""

    MESSAGE_RECEIVED = "message_received"
    ANSWER_DRAFTED = "answer_drafted"
    DEADLINE_MISSED = "deadline_missed"


class Priority(TextChoices):
    """How soon a person should look."""

    LOW = "low", "Low"
    NORMAL = "normal", "Normal"
    HIGH = "high", "High"
    URGENT = "urgent", "Urgent"


# All others are looked at when the message comes.
_LATER: Final[Mapping[Trigger, Moment]] = {
    Trigger.LOW_CONFIDENCE: Moment.ANSWER_DRAFTED,
    Trigger.REPEATED_ANSWER: Moment.ANSWER_DRAFTED,
    Trigger.REPEATED_QUESTION: Moment.ANSWER_DRAFTED,
    Trigger.PROMISED_PERSON: Moment.ANSWER_DRAFTED,
    Trigger.MODEL_UNAVAILABLE: Moment.ANSWER_DRAFTED,
    Trigger.DEADLINE_MISSED: Moment.DEADLINE_MISSED,
}
MOMENT_OF: Final[Mapping[Trigger, Moment]] = {
    trigger: _LATER.get(trigger, Moment.MESSAGE_RECEIVED) for trigger in Trigger
}
# So often the assistant may ask back before a person takes over or the matter is done.
ASKED_BACK_AT_MOST: Final = 2


@dataclass(frozen=True)
class Limits:
    """Which thresholds a trigger takes, where it starts, and how that reads in a sentence."""

    low: float
    high: float
    start: float
    means: str
    whole: bool = False


# A trigger that is missing here is either there or not: it takes no threshold.
LIMITS: Final[Mapping[Trigger, Limits]] = {
    Trigger.ASKS_FOR_PERSON: Limits(
        0.1, 0.5, 0.5, "a clear request for a person is granted in any case"
    ),
    Trigger.NEGATIVE_SENTIMENT: Limits(-1, 0, -0.5, "the mood of the message, −1 is the worst"),
    Trigger.WORSENING_MOOD: Limits(
        0.1, 1, 0.4, "how far the mood fell over the last three messages or more"
    ),
    Trigger.SHOUTING: Limits(
        0.1, 1, 0.6, "the share of words in capitals; the first time only half of it counts"
    ),
    Trigger.RAGE_CLICKS: Limits(
        3, 20, 4, "how often the same button is pressed, or line sent, in one go", whole=True
    ),
    Trigger.URGENCY: Limits(0.1, 1, 0.9, "0.6 is a time that is near, 0.9 is said outright"),
    Trigger.COMPLEXITY: Limits(0.3, 1, 0.8, "how many parts the matter has; 1 is very many"),
    Trigger.ACCOUNT_CHANGE: Limits(0.1, 1, 0.5, "how clearly they want it done for them"),
    Trigger.BUG_SUSPICION: Limits(0.1, 1, 0.9, "how much it sounds like a fault"),
    Trigger.BUYING_INTENT: Limits(0.1, 1, 0.9, "how much it sounds like wanting to buy"),
    Trigger.FAILED_ATTEMPTS: Limits(
        1, 2, 2, "after two failed answers a person takes over in any case", whole=True
    ),
    Trigger.REPHRASED_QUESTION: Limits(
        0.3, 0.9, 0.6, "the same question in the same words is granted a person in any case"
    ),
    Trigger.LOW_CONFIDENCE: Limits(0, 1, 0.5, "how sure the assistant must be"),
    Trigger.REPEATED_ANSWER: Limits(
        0.5, 0.9, 0.9, "an answer this like an earlier one is never sent twice"
    ),
    Trigger.REPEATED_QUESTION: Limits(
        0.5, 0.9, 0.9, "a question this like an earlier one is never asked twice"
    ),
}


class Offer(TextChoices):
    """A way on which a person may come to the customer."""

    CHAT = "chat", "chat here"
    CALLBACK = "callback", "a call back"
    EMAIL = "email", "e-mail"


@dataclass(frozen=True)
class RuleSpec:
    """One rule as decide() sees it; an empty topic stands for any, no threshold for the usual.

    All ``conditions`` must hold beside the trigger. ``offers`` are the ways on which a person may
    come to the customer; none stands for every way there is.
    """

    name: str
    trigger: Trigger
    words: str
    team_id: int | None = None
    threshold: float | None = None
    topic: str = ""
    priority: Priority = Priority.NORMAL
    conditions: tuple[Condition, ...] = ()
    offers: tuple[Offer, ...] = ()

    @property
    def moment(self) -> Moment:
        """When this rule is looked at."""
        return MOMENT_OF[self.trigger]

    @property
    def limit(self) -> float:
        """The threshold in force."""
        limits = LIMITS.get(self.trigger)
        return self.threshold if self.threshold is not None else limits.start if limits else 0.0


@dataclass(frozen=True)
class TopicSpec:
    """A risk topic as a value: its name, what staff call it, its word list as typed.

    ``signal`` names what was learnt to hear it beside the words, and from which score on it
    counts; empty: words alone.
    """

    name: str
    label: str
    words: str
    signal: str = ""
    threshold: float | None = None

    @property
    def limit(self) -> float:
        """The threshold in force."""
        return TOPIC_LIMITS.start if self.threshold is None else self.threshold


TOPIC_LIMITS: Final = Limits(
    0.1, 0.99, 0.5, "how clearly a message must be about the topic where none of its words stands"
)


def problem_with_threshold(trigger: Trigger, threshold: float | None) -> str | None:
    """Why this threshold cannot be, in words for whoever typed it; None when it can."""
    if threshold is None:
        return None
    limits = LIMITS.get(trigger)
    if limits is None:
        return f"“{trigger.label}” takes no threshold: it is true or it is not. Leave this empty."
    return _out_of_limits(limits, threshold)


def problem_with_offers(offers: Any) -> str | None:
    """Why these ways cannot be offered, in words for whoever typed them; None when they can."""
    if not isinstance(offers, list) or not all(one in Offer.values for one in offers):
        return f"Offers are a list of {', '.join(Offer.values)}."
    return "Name each way once." if len(set(offers)) < len(offers) else None


def _out_of_limits(limits: Limits, threshold: float) -> str | None:
    if not limits.low <= threshold <= limits.high:
        return f"Must be between {limits.low:g} and {limits.high:g}: {limits.means}."
    if limits.whole and threshold != int(threshold):
        return f"Must be a whole number: {limits.means}."
    return None


@dataclass(frozen=True)
class Heat:
    """How far the thresholds of other rules give way to an upset or pressed customer.

    From the mood ``from_mood`` down, ``by_mood`` points; from the urgency ``from_urgency`` up,
    ``by_urgency`` points more; in either case ``fewer_attempts`` failed answers are let pass
    less. At zero nothing gives way. It makes a rule more ready to hand over, never less.
    """

    by_mood: float = 0.15
    from_mood: float = -0.3
    by_urgency: float = 0.1
    from_urgency: float = 0.6
    fewer_attempts: int = 1


# What each amount of heat may be, by its name in ``Heat``.
HEAT_LIMITS: Final[Mapping[str, Limits]] = {
    "by_mood": Limits(0, 0.3, Heat.by_mood, "points by which an upset customer moves a threshold"),
    "from_mood": Limits(-1, -0.1, Heat.from_mood, "the mood from which on that counts"),
    "by_urgency": Limits(0, 0.3, Heat.by_urgency, "points by which urgency moves a threshold"),
    "from_urgency": Limits(0.1, 1, Heat.from_urgency, "the urgency from which on that counts"),
    "fewer_attempts": Limits(
        0, 1, Heat.fewer_attempts, "failed answers fewer than usual bring a person", whole=True
    ),
}


def problem_with_heat(name: str, amount: float) -> str | None:
    """Why this amount of heat cannot be, in words for whoever typed it; None when it can.

    Raises ``KeyError`` for a name that ``Heat`` does not have.
    """
    return _out_of_limits(HEAT_LIMITS[name], amount)
