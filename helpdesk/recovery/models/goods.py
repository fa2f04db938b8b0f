"""What a tenant offers to make good, within which limits, and what was given."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from helpdesk.conversations.models import Conversation

_ONE = [MinValueValidator(1)]


class MakeGoodOffer(models.Model):
    """Something agents may offer after a failure. Its limits are held by ``making_good``."""

    name = models.CharField(max_length=80, unique=True, help_text="As in “A month for free”.")
    words = models.TextField(
        max_length=1000, help_text="What is put into the reply, where the agent may edit it."
    )
    value = models.DecimalField(
        max_digits=8,
        decimal_places=2,
        default=0,
        validators=[MinValueValidator(0)],
        help_text="What it costs you, in your currency; 0 if nothing.",
    )
    per_contact = models.PositiveSmallIntegerField(
        "times per customer", default=1, validators=_ONE, help_text="Within the period below."
    )
    period_days = models.PositiveSmallIntegerField("period in days", default=90, validators=_ONE)
    per_agent_a_day = models.PositiveSmallIntegerField(
        "times a day per agent", default=5, validators=_ONE
    )
    value_cap = models.DecimalField(
        "most per customer",
        max_digits=8,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
        help_text="Worth of all offers to one customer within the period. Empty: no cap.",
    )
    needs_approval = models.BooleanField(
        default=False, help_text="An owner or admin says yes before it is offered."
    )
    is_active = models.BooleanField("on", default=True)

    class Meta:
        ordering = ["name"]
        verbose_name = "make-good offer"

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        if self.value_cap is not None and self.value > self.value_cap:
            words = "This offer is worth more than its cap: it could never be given. Raise the cap."
            raise ValidationError({"value_cap": words})


class MakeGood(models.Model):
    """That an offer was asked for, approved, or given; name and value as they were then."""

    conversation = models.ForeignKey(
        Conversation, on_delete=models.CASCADE, related_name="make_goods"
    )
    offer = models.ForeignKey(MakeGoodOffer, null=True, on_delete=models.SET_NULL)
    name = models.CharField(max_length=80)
    value = models.DecimalField(max_digits=8, decimal_places=2, default=0)
    agent = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    seq = models.PositiveIntegerField(null=True, help_text="The reply that offers it.")
    created_at = models.DateTimeField("asked for", db_default=Now())
    given_at = models.DateTimeField("given", null=True)

    class Meta:
        ordering = ["-id"]
        verbose_name = "make-good"
        constraints = [
            models.UniqueConstraint(
                fields=["conversation", "offer"],
                condition=Q(given_at=None),
                name="asked_for_once",
            )
        ]
        indexes = [models.Index(fields=["agent", "given_at"], name="given_by_agent")]

    def __str__(self) -> str:
        return self.name
