"""Teams, the risk topics that a tenant watches for, and the rules that decide on a hand-off."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from escalation import conditions
from escalation.backtesting.models import Backtest
from escalation.policy.models import Brief, PolicyVersion
from escalation.rules import (
    TOPIC_LIMITS,
    Offer,
    Priority,
    RuleSpec,
    TopicSpec,
    Trigger,
    problem_with_offers,
    problem_with_threshold,
)
from escalation.sentences import sentence_of

__all__ = [
    "Backtest",
    "Brief",
    "EscalationRule",
    "LearntSignal",
    "PolicyVersion",
    "RiskTopic",
    "Team",
]


class Team(models.Model):
    """Agents who share a queue; hand-offs without a team go to the default one."""

    name = models.CharField(max_length=80, unique=True)
    is_default = models.BooleanField(default=False)
    members = models.ManyToManyField(settings.AUTH_USER_MODEL, blank=True, related_name="teams")

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["is_default"], condition=models.Q(is_default=True), name="one_default_team"
            )
        ]

    def __str__(self) -> str:
        return self.name


class LearntSignal(models.TextChoices):
    """What messages were learnt to be about (docs/signals.md)."""

    REFUND = "refund", "refunds and returns"
    CANCELLATION = "cancellation", "cancelling"
    BILLING_DISPUTE = "billing_dispute", "disputed charges"
    SECURITY = "security", "account security, theft and loss"
    BUG_REPORT = "bug_report", "something is broken"
    BUYING_INTENT = "buying_intent", "wanting to buy"


class RiskTopic(models.Model):
    """Something that a person should handle, known by the words that customers use for it."""

    name = models.SlugField(max_length=40, unique=True)
    label = models.CharField(max_length=80)
    words = models.TextField(
        blank=True,
        help_text="One word or phrase a line; a line that begins with a minus is an exception.",
    )
    signal = models.CharField(
        "also heard by",
        max_length=40,
        blank=True,
        default="",
        db_default="",
        choices=LearntSignal.choices,
        help_text="What was learnt from many messages hears it where none of the words stands.",
    )
    threshold = models.FloatField(
        "how clearly",
        null=True,
        blank=True,
        validators=[MinValueValidator(TOPIC_LIMITS.low), MaxValueValidator(TOPIC_LIMITS.high)],
        help_text=(
            f"From {TOPIC_LIMITS.low:g} (hears much) to {TOPIC_LIMITS.high:g} (only what is "
            f"clear). Empty: {TOPIC_LIMITS.start:g}."
        ),
    )
    is_on = models.BooleanField("on", default=True)
    is_never_improvised = models.BooleanField(
        "never improvise",
        default=False,
        db_default=False,
        help_text="A person takes over in any case, whether or not a rule is about it, and a "
        "model is told to keep off it.",
    )

    class Meta:
        ordering = ["label"]

    def __str__(self) -> str:
        return self.label

    @property
    def spec(self) -> TopicSpec:
        """The topic as ``gather`` sees it."""
        return TopicSpec(self.name, self.label, self.words, self.signal, self.threshold)


class EscalationRule(models.Model):
    """When … then hand over to … and say …; the first rule that holds wins."""

    position = models.PositiveIntegerField(default=100, db_index=True)
    name = models.CharField(max_length=120, unique=True)
    is_on = models.BooleanField("on", default=True)
    trigger = models.CharField("when", max_length=40, choices=Trigger.choices)
    topic = models.ForeignKey(
        RiskTopic, null=True, blank=True, on_delete=models.CASCADE, help_text="Empty: any topic."
    )
    threshold = models.FloatField(null=True, blank=True, help_text="Empty: the usual value.")
    words = models.TextField("say", blank=True, help_text="What the customer is told.")
    team = models.ForeignKey(
        Team, null=True, blank=True, on_delete=models.SET_NULL, help_text="Empty: default team."
    )
    priority = models.CharField(max_length=8, choices=Priority.choices, default=Priority.NORMAL)
    conditions = models.JSONField(
        "only where", default=list, db_default=[], blank=True, help_text="All of them must hold."
    )
    offers = models.JSONField(
        "offer", default=list, db_default=[], blank=True, help_text="None: every way there is."
    )

    class Meta:
        ordering = ["position", "id"]
        verbose_name = "rule"

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """Raise ``ValidationError`` for a threshold or topic that this trigger cannot have."""
        trigger = Trigger(self.trigger) if self.trigger in Trigger.values else None
        if trigger is None:
            return
        if problem := problem_with_threshold(trigger, self.threshold):
            raise ValidationError({"threshold": problem})
        if self.topic_id and trigger is not Trigger.RISK_TOPIC:
            raise ValidationError({"topic": "Only “about a risk topic” takes a topic."})
        try:
            conditions.from_json(self.conditions)
        except ValueError as error:
            raise ValidationError({"conditions": str(error)}) from error
        if problem := problem_with_offers(self.offers):
            raise ValidationError({"offers": problem})

    @property
    def spec(self) -> RuleSpec:
        """The rule as ``decide`` sees it."""
        return RuleSpec(
            name=self.name,
            trigger=Trigger(self.trigger),
            words=self.words,
            team_id=self.team_id,
            threshold=self.threshold,
            topic=self.topic.name if self.topic else "",
            priority=Priority(self.priority),
            conditions=conditions.from_json(self.conditions),
            offers=tuple(Offer(one) for one in self.offers),
        )

    @property
    def sentence(self) -> str:
        """The rule as its owner reads it: *When … then …*."""
        topic = self.topic.label if self.topic else ""
        return sentence_of(self.spec, topic=topic, team=self.team.name if self.team else "")
