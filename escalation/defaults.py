"""What a new tenant begins with: one team, the usual risk topics, a rule for every trigger.

Each rule follows what practitioners advise; docs/escalation.md has their sentences beside it.
"""

from dataclasses import dataclass

from django.contrib.auth import get_user_model

from escalation.models import EscalationRule, RiskTopic, Team
from escalation.ordering import STEP
from escalation.rules import Priority, TopicSpec, Trigger
from escalation.usual_topics import (
    ADVICE,
    BILLING,
    CANCELLATION,
    LEGAL,
    NEVER_IMPROVISED,
    PRIVACY,
    REFUND_EXCEPTION,
    SAFETY,
    SECURITY,
    USUAL_TOPICS,
)
from escalation.words import USUAL_WORDS
from tenants.provisioning import Opening


@dataclass(frozen=True, slots=True)
class Usual:
    """One rule of the usual rulebook; without words the usual ones of its trigger are said."""

    name: str
    trigger: Trigger
    priority: Priority = Priority.NORMAL
    topic: TopicSpec | None = None
    words: str = ""


# Order matters, the first that holds wins: danger, then the wish for a person, then what only
# a person may decide, then signs that the assistant does not help.
USUAL_RULES = (
    Usual(
        "Somebody may be in danger",
        Trigger.RISK_TOPIC,
        Priority.URGENT,
        SAFETY,
        "Thank you for telling us. A person on our team is being told right now and will reply "
        "here. If you or somebody near you is in danger, please call your local emergency number.",
    ),
    Usual("Asks for a person", Trigger.ASKS_FOR_PERSON),
    Usual(
        "Account may be at risk",
        Trigger.RISK_TOPIC,
        Priority.URGENT,
        SECURITY,
        "This needs a person at once. Our team has been told that it is urgent and sees what you "
        "wrote. Please do not send passwords or codes here.",
    ),
    Usual(
        "Legal question",
        Trigger.RISK_TOPIC,
        Priority.HIGH,
        LEGAL,
        "I should not guess where the law is concerned. A person who may answer this has your "
        "message now and will reply to you here.",
    ),
    Usual(
        "Personal data",
        Trigger.RISK_TOPIC,
        Priority.HIGH,
        PRIVACY,
        "Requests about personal data are answered by a person. Yours is with our team now, "
        "with everything you have written.",
    ),
    Usual(
        "Refund with an exception",
        Trigger.RISK_TOPIC,
        Priority.NORMAL,
        REFUND_EXCEPTION,
        "Whether we can make an exception is for a person to decide. Our team has your message "
        "now and will write to you here.",
    ),
    Usual(
        "Disputed charge or refund",
        Trigger.RISK_TOPIC,
        Priority.HIGH,
        BILLING,
        "A person decides about charges and refunds. Our team has your message now and will look "
        "at your payments before they write to you here.",
    ),
    Usual(
        "Cancelling with an exception",
        Trigger.RISK_TOPIC,
        Priority.NORMAL,
        CANCELLATION,
        "Your case needs a person's decision. I am passing it to our team with what you told me, "
        "and they will reply to you here.",
    ),
    Usual(
        "Regulated advice",
        Trigger.RISK_TOPIC,
        Priority.NORMAL,
        ADVICE,
        "That is advice which I must not give. A person on our team will tell you what we can "
        "and cannot say about it.",
    ),
    Usual("Pressed for time", Trigger.URGENCY, Priority.URGENT),
    Usual("Upset customer", Trigger.NEGATIVE_SENTIMENT, Priority.HIGH),
    Usual("Mood gets worse", Trigger.WORSENING_MOOD, Priority.HIGH),
    Usual("Shouts again", Trigger.SHOUTING, Priority.HIGH),
    Usual("Clicks again and again", Trigger.RAGE_CLICKS, Priority.HIGH),
    Usual("Answers did not help", Trigger.FAILED_ATTEMPTS, Priority.HIGH),
    Usual("Asks the same again", Trigger.REPHRASED_QUESTION),
    Usual("Wants something done for them", Trigger.ACCOUNT_CHANGE),
    Usual("Something is broken", Trigger.BUG_SUSPICION),
    Usual("About to buy", Trigger.BUYING_INTENT),
    Usual("Many parts", Trigger.COMPLEXITY),
    Usual("Assistant unavailable", Trigger.MODEL_UNAVAILABLE),
    Usual("Would promise a person", Trigger.PROMISED_PERSON),
    Usual("Not certain enough", Trigger.LOW_CONFIDENCE),
    Usual("Would repeat itself", Trigger.REPEATED_ANSWER),
    Usual("Would ask again", Trigger.REPEATED_QUESTION),
    Usual("No answer in time", Trigger.DEADLINE_MISSED, Priority.HIGH),
)


def install_for(_opening: Opening) -> None:
    """Make team, topics and rules in the bound tenant; its first agent joins the team."""
    team = Team.objects.create(name="Support", is_default=True)
    team.members.add(*get_user_model().objects.order_by("pk")[:1])
    RiskTopic.objects.bulk_create(
        RiskTopic(
            name=topic.name,
            label=topic.label,
            words=topic.words,
            signal=topic.signal,
            is_never_improvised=topic in NEVER_IMPROVISED,
        )
        for topic in USUAL_TOPICS
    )
    install_rules()


def install_rules() -> None:
    """Add the usual rules that are missing by name, in order; rules that exist stay as they are."""
    topics = {topic.name: topic for topic in RiskTopic.objects.all()}
    there = set(EscalationRule.objects.values_list("name", flat=True))
    EscalationRule.objects.bulk_create(
        EscalationRule(
            name=usual.name,
            position=place * STEP,
            trigger=usual.trigger,
            topic=topics.get(usual.topic.name) if usual.topic else None,
            priority=usual.priority,
            words=usual.words or USUAL_WORDS[usual.trigger],
        )
        for place, usual in enumerate(USUAL_RULES, start=1)
        if usual.name not in there
    )
