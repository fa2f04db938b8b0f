"""What we ask customers, that we asked, and what came back."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from helpdesk.conversations.models import Conversation, new_public_id
from tenants.one_row import OneRow


class Kind(models.TextChoices):
    """What is asked. ``solved`` is 1 or 0, ``csat`` 1 to 5."""

    SOLVED = "solved", _("Did that solve it?")
    CSAT = "csat", _("How was it?")


class Path(models.TextChoices):
    """Who helped: reported apart, never only blended."""

    ASSISTANT_ONLY = "assistant_only", "Assistant only"
    AFTER_HANDOFF = "after_handoff", "After a hand-off"


class Survey(OneRow):
    """Exactly one row per tenant: whether we ask, and in which words."""

    asks_csat = models.BooleanField(
        "ask how it was", default=True, help_text="In the chat, once for each resolve."
    )
    csat_question = models.CharField(
        "question",
        max_length=200,
        default="How was it to get help from us today?",
    )
    thanks = models.CharField(max_length=200, default="Thank you. We read every answer.")

    class Meta:
        verbose_name = "survey"
        verbose_name_plural = "survey"
        constraints = [models.CheckConstraint(condition=Q(id=1), name="one_survey_per_workspace")]

    def __str__(self) -> str:
        return "Survey"


class Invitation(models.Model):
    """That we asked. Without a response the customer stayed silent, which is not "solved"."""

    public_id = models.CharField(max_length=24, unique=True, default=new_public_id, editable=False)
    conversation = models.ForeignKey(
        Conversation, on_delete=models.CASCADE, related_name="invitations"
    )
    kind = models.CharField(max_length=8, choices=Kind.choices)
    path = models.CharField(max_length=16, choices=Path.choices)
    about_seq = models.PositiveIntegerField(
        help_text="The answer or the resolve that the question is about."
    )
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["conversation", "kind", "about_seq"], name="asked_once")
        ]
        indexes = [models.Index(fields=["kind", "created_at"], name="invitations_by_kind")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} #{self.conversation_id}"


class Response(models.Model):
    """What came back: a score, or that the customer would rather not say (skipped)."""

    invitation = models.OneToOneField(Invitation, on_delete=models.CASCADE, related_name="response")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    path = models.CharField(max_length=16, choices=Path.choices)
    score = models.PositiveSmallIntegerField(
        null=True, blank=True, validators=[MinValueValidator(0), MaxValueValidator(5)]
    )
    comment = models.TextField(blank=True)
    skipped = models.BooleanField(default=False)
    created_at = models.DateTimeField(db_default=Now())
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["kind", "path", "created_at"], name="responses_by_path")]
        constraints = [
            models.CheckConstraint(
                condition=Q(skipped=True, score__isnull=True)
                | Q(skipped=False, kind="solved", score__in=[0, 1])
                | Q(skipped=False, kind="csat", score__in=[1, 2, 3, 4, 5]),
                name="score_fits_kind",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.words}"

    @property
    def words(self) -> str:
        """The score as agents read it."""
        if self.score is None:
            return gettext("Skipped")
        if self.kind == Kind.SOLVED:
            return gettext("Solved") if self.score else gettext("Not solved")
        return gettext("{score} of 5").format(score=self.score)
