"""The brief, which is drafted beside the rules, and the versions that were published."""

from typing import Any

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models.functions import Now

from escalation.policy.values import LEAST_CONFIDENCE, PolicySpec
from escalation.rules import HEAT_LIMITS, Heat
from tenants.one_row import OneRow


def _heat(name: str, label: str) -> Any:
    """An amount of ``Heat``, within its limits."""
    limits = HEAT_LIMITS[name]
    return models.FloatField(
        label,
        default=limits.start,
        db_default=limits.start,
        validators=[MinValueValidator(limits.low), MaxValueValidator(limits.high)],
        help_text=f"From {limits.low:g} to {limits.high:g}, usually {limits.start:g}.",
    )


class Brief(OneRow):
    """What the assistant is there for, beside its rules: one row per tenant, part of the draft.

    The row is also the lock under which a policy is published.
    """

    job = models.CharField(
        max_length=300, blank=True, help_text="What the assistant is there for, in one sentence."
    )
    tone = models.CharField(
        max_length=300, blank=True, help_text="How it should sound: friendly and short, formal, …"
    )
    languages = models.CharField(
        max_length=120,
        blank=True,
        help_text="Codes such as “en, de”. Empty: the language of the question.",
    )
    allowed_topics = models.TextField(
        "may talk about",
        blank=True,
        help_text="One topic a line. A model is told to answer nothing else; without one, the "
        "collections below are the limit. Empty: whatever they answer.",
    )
    min_confidence = models.FloatField(
        "least confidence",
        default=LEAST_CONFIDENCE,
        db_default=LEAST_CONFIDENCE,
        validators=[MinValueValidator(0), MaxValueValidator(1)],
        help_text="From 0 to 1. Below it the assistant offers no answer at all. "
        "The rule “the answer is not certain enough” may ask for more, never for less.",
    )
    sources = models.JSONField(
        "may answer from",
        default=list,
        blank=True,
        help_text="Collections. None chosen: all that is public. Snippets lie in no collection, "
        "so they are left out as soon as one is chosen.",
    )
    by_mood = _heat("by_mood", "an upset customer moves thresholds by")
    from_mood = _heat("from_mood", "counts as upset from the mood")
    by_urgency = _heat("by_urgency", "urgency moves thresholds by")
    from_urgency = _heat("from_urgency", "counts as urgent from")
    fewer_attempts = models.BooleanField(
        "one failed answer is enough then",
        default=bool(Heat.fewer_attempts),
        db_default=bool(Heat.fewer_attempts),
        help_text="An upset or pressed customer is not given a second answer that may fail.",
    )

    class Meta:
        verbose_name = verbose_name_plural = "brief"
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="one_brief")]

    def __str__(self) -> str:
        return "Brief"

    @property
    def heat(self) -> Heat:
        """How far mood and urgency lower the thresholds of the rules."""
        amounts = {name: getattr(self, name) for name in HEAT_LIMITS}
        return Heat(**amounts | {"fewer_attempts": int(self.fewer_attempts)})


class PolicyVersion(models.Model):
    """A policy as it was published: never changed, never deleted. The newest one runs."""

    number = models.PositiveIntegerField(primary_key=True)
    content = models.JSONField(help_text="PolicySpec.to_json().")
    note = models.CharField(max_length=300, blank=True)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    author_name = models.CharField(max_length=200, blank=True)
    published_at = models.DateTimeField(db_default=Now())
    restores = models.ForeignKey(
        "self",
        null=True,
        on_delete=models.PROTECT,
        help_text="The version whose content came back with this one.",
    )

    class Meta:
        ordering = ["-number"]
        verbose_name = "version of the policy"
        verbose_name_plural = "versions of the policy"

    def __str__(self) -> str:
        return f"Version {self.number}"

    @property
    def spec(self) -> PolicySpec:
        """The policy that was published."""
        return PolicySpec.from_json(self.content)
