"""How a tenant's assistant is set, the record of each of its turns, and what its model cost."""

from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from helpdesk.assistant.endpoints import problem_with_address
from helpdesk.conversations.models import Conversation
from tenants.one_row import OneRow
from tenants.secrets import EncryptedTextField

PRICE_HELP = (
    "For a million tokens, in the currency of your bill. As dear as large models until set."
)
MODEL_HELP = "Leave the three empty to answer in the articles' own words, without any model."


def money(name: str, default: str, help_text: str) -> Any:
    """A sum that a tenant sets, in the currency of its bill."""
    return models.DecimalField(
        name,
        max_digits=10,
        decimal_places=4,
        default=Decimal(default),
        db_default=Decimal(default),
        validators=[MinValueValidator(0)],
        help_text=help_text,
    )


class AssistantSettings(OneRow):
    """Exactly one row per tenant; absent, the defaults hold. What is set here acts at once."""

    is_on = models.BooleanField(
        "on",
        default=True,
        help_text="Off: every message goes straight to your team.",
    )
    base_url = models.CharField(
        "model address",
        max_length=300,
        blank=True,
        help_text="Any endpoint that speaks OpenAI's chat protocol, such as "
        f"https://api.openai.com/v1. {MODEL_HELP}",
    )
    api_key = EncryptedTextField(
        "model key", blank=True, default="", help_text="Stored encrypted, never shown again."
    )
    model = models.CharField(
        "model name", max_length=120, blank=True, help_text="As the endpoint calls it."
    )
    hides_personal_data = models.BooleanField(
        "hide personal data",
        default=True,
        db_default=True,
        help_text="Names, addresses, numbers and keys leave for the model as placeholders such as "
        "[EMAIL_1]. Off: what customers write leaves as it is.",
    )
    asks_second_opinion = models.BooleanField(
        "ask the model what it hears",
        default=False,
        db_default=False,
        help_text="Before each answer the model is asked what else a message says: a wish for a "
        "person, anger, your risk topics. It can only add to what is heard without it. Costs a "
        "call of up to 4 seconds for each message.",
    )
    price_in = money("price of what it reads", "5", PRICE_HELP)
    price_out = money("price of what it writes", "20", PRICE_HELP)
    daily_budget = money(
        "budget of a day",
        "10",
        "When it is spent, answers are in the articles' own words until midnight UTC.",
    )
    conversation_budget = money(
        "budget of a conversation", "0.5", "The same, for one conversation, for good."
    )

    class Meta:
        verbose_name = "assistant settings"
        verbose_name_plural = "assistant settings"
        constraints = [
            models.CheckConstraint(condition=models.Q(id=1), name="one_assistant_per_workspace")
        ]

    def __str__(self) -> str:
        return "Assistant settings"

    def clean(self) -> None:
        """Raise ``ValidationError`` for an address that may not be called, or half a model."""
        if bool(self.base_url) != bool(self.model):
            missing = "model" if self.base_url else "base_url"
            raise ValidationError({missing: "Give both the model's address and its name."})
        if self.base_url and (problem := problem_with_address(self.base_url)):
            raise ValidationError({"base_url": problem})


class Turn(models.Model):
    """One attempt of the assistant: what it was asked, saw, decided and said.

    ``facts``, ``rules``, ``heat`` and ``decision`` are kept whole, so that ``recording.replay``
    comes to the same decision years later, whatever the policy is by then.
    """

    class Outcome(models.TextChoices):
        ANSWERED = "answered", _("Answered")
        ASKED_BACK = "asked_back", _("Asked back")
        CHATTED = "chatted", _("Small talk")
        HANDED_OFF = "handed_off", _("Handed off")
        SUPERSEDED = "superseded", _("Gave way to a newer message")
        OVERTAKEN = "overtaken", _("A person was faster")

    class Verdict(models.TextChoices):
        CONFIRMED = "confirmed", _("Solved")
        CONTRADICTED = "contradicted", _("Not solved")

    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="turns")
    trigger_seq = models.PositiveIntegerField(help_text="The message it answers.")
    reply_seq = models.PositiveIntegerField(null=True, blank=True)
    outcome = models.CharField(max_length=12, choices=Outcome.choices)
    question = models.TextField()
    answer = models.TextField(blank=True)
    sources = models.JSONField(default=list, blank=True)
    passages = models.JSONField(
        default=list, blank=True, help_text="What was found, with scores, best first."
    )
    confidence = models.FloatField(null=True, blank=True)
    grounded = models.BooleanField(null=True, blank=True)
    claims = models.JSONField(
        default=list,
        blank=True,
        db_default=models.Value([], models.JSONField()),
        help_text="Each sentence of the model, the passages it names, and why it was cut.",
    )
    suspicion = models.FloatField(
        default=0, db_default=0, help_text="How much the question reads like an order, 0 to 1."
    )
    suspicious_words = models.JSONField(
        default=list, blank=True, db_default=models.Value([], models.JSONField())
    )
    model = models.CharField(
        max_length=120, blank=True, help_text="Empty: the articles' own words."
    )
    model_problem = models.CharField(max_length=200, blank=True)
    tokens = models.PositiveIntegerField(default=0)
    cost = models.DecimalField(max_digits=14, decimal_places=6, default=0, db_default=0)
    facts = models.JSONField(default=dict, blank=True)
    rules = models.JSONField(default=list, blank=True)
    heat = models.JSONField(
        default=dict, blank=True, db_default=models.Value({}, models.JSONField())
    )
    moment = models.CharField(max_length=20, blank=True)
    decision = models.JSONField(null=True, blank=True)
    policy_version = models.PositiveIntegerField(
        null=True, blank=True, help_text="The published policy under which it ran."
    )
    verdict = models.CharField(max_length=12, choices=Verdict.choices, blank=True)
    thumbs_up = models.BooleanField(null=True, blank=True)
    model_ms = models.PositiveIntegerField(default=0)
    took_ms = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["conversation", "trigger_seq"], name="one_turn_per_message"
            )
        ]
        indexes = [
            models.Index(fields=["created_at"], name="turns_by_time"),
            models.Index(fields=["conversation", "reply_seq"], name="turns_by_reply"),
        ]

    def __str__(self) -> str:
        return f"{self.get_outcome_display()}: {self.question[:60]}"


class SpendingDay(models.Model):
    """What the model cost on one day (UTC). Its row is the lock under which money is set aside."""

    day = models.DateField(primary_key=True)
    spent = models.DecimalField(
        max_digits=14, decimal_places=6, default=0, help_text="With what is set aside."
    )
    calls = models.PositiveIntegerField(default=0)
    failures = models.PositiveIntegerField(default=0)
    tokens = models.PositiveBigIntegerField(default=0)
    held_back = models.PositiveIntegerField(
        default=0, help_text="Questions for which the model was not asked, to spare money or time."
    )

    class Meta:
        verbose_name = "day's spending"
        verbose_name_plural = "spending"
        ordering = ["-day"]

    def __str__(self) -> str:
        return f"Spending of {self.day}"


class Expense(models.Model):
    """One call: money set aside, and once it ended what it cost. Holds nothing that was said."""

    class Outcome(models.TextChoices):
        ANSWERED = "answered", "Answered"
        FAILED = "failed", "Failed"
        REFUSED = "refused", "Turned away"

    day = models.DateField()
    conversation = models.ForeignKey(
        Conversation, null=True, on_delete=models.CASCADE, related_name="expenses"
    )
    endpoint = models.CharField(max_length=430)
    reserved = models.DecimalField(max_digits=14, decimal_places=6)
    cost = models.DecimalField(max_digits=14, decimal_places=6, null=True)
    # Empty while it is under way; for ever, if its worker died.
    outcome = models.CharField(max_length=10, choices=Outcome.choices, blank=True)
    began_at = models.DateTimeField(db_default=Now())
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["endpoint", "-id"], name="expenses_by_endpoint")]


class Disclosure(models.Model):
    """What left for a model in one call, word for word, as it was sent."""

    expense = models.OneToOneField(Expense, on_delete=models.CASCADE, related_name="disclosure")
    conversation = models.ForeignKey(
        Conversation, null=True, on_delete=models.CASCADE, related_name="disclosures"
    )
    endpoint = models.CharField("sent to", max_length=430)
    is_masked = models.BooleanField("personal data hidden")
    is_forgotten = models.BooleanField("words removed", default=False)
    system = models.TextField("instructions", blank=True)
    user = models.TextField("material", blank=True)
    hidden = models.JSONField(
        default=list, help_text="The placeholders that stood for something in this call."
    )
    placeholders = models.JSONField(
        default=dict, help_text="Keyed digests of the values, by placeholder."
    )
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        verbose_name = "call to the model"
        verbose_name_plural = "calls to the model"
        ordering = ["-id"]
        indexes = [models.Index(fields=["conversation", "-id"], name="disclosures_by_conversation")]

    def __str__(self) -> str:
        return f"Call of {self.created_at:%Y-%m-%d %H:%M:%S}"
