"""What agents say of a hand-off, on its card."""

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from helpdesk.conversations.models import Handoff


class HandoffJudgement(models.Model):
    """Whether a hand-off brought enough, at the right moment, to the right team.

    Each answer is one click, and may be changed. Only ``judging`` writes one.
    """

    class Moment(models.TextChoices):
        TOO_EARLY = "too_early", _("Too early: the assistant could have done it")
        RIGHT = "right", _("At the right moment")
        TOO_LATE = "too_late", _("Too late")

    class Context(models.TextChoices):
        ENOUGH = "enough", _("Enough to begin")
        LACKING = "lacking", _("Something was missing")

    class Team(models.TextChoices):
        RIGHT = "right", _("The right team")
        WRONG = "wrong", _("Another team's")

    class Summary(models.TextChoices):
        ACCEPTED = "accepted", _("Right as it is")
        EDITED = "edited", _("Edited")
        REWRITTEN = "rewritten", _("Rewritten")

    handoff = models.OneToOneField(Handoff, on_delete=models.CASCADE, related_name="judgement")
    # The moment: what backtests count with.
    judged = models.CharField(max_length=10, choices=Moment, blank=True)
    context = models.CharField(max_length=8, choices=Context, blank=True, default="", db_default="")
    team = models.CharField(max_length=8, choices=Team, blank=True, default="", db_default="")
    summary = models.CharField(
        max_length=10, choices=Summary, blank=True, default="", db_default=""
    )
    # The summary in the agent's words, and how far these are from ours: 0 to 1.
    summary_words = models.TextField(blank=True, default="", db_default="")
    summary_distance = models.FloatField(null=True, blank=True)
    # {"context": {"agent": a name, "at": a time}, …}: who said it, and when.
    said = models.JSONField(
        default=dict, blank=True, db_default=models.Value({}, models.JSONField())
    )
    # Of whoever said something last.
    agent = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    judged_at = models.DateTimeField(auto_now=True)

    class Meta:
        # Where agents' words about the moment have always been kept.
        db_table = "backtests_handoffjudgement"
        verbose_name = "verdict on a hand-off"
        verbose_name_plural = "verdicts on hand-offs"

    def __str__(self) -> str:
        return f"{self.handoff_id}"

    @property
    def answers(self) -> dict[str, str]:
        """By question; empty where it was not answered."""
        return {name: getattr(self, field) for name, field in FIELDS.items()}


# The questions in the order of the card, and where the answers are kept.
FIELDS = {"context": "context", "moment": "judged", "team": "team", "summary": "summary"}
CHOICES: dict[str, Any] = {
    "context": HandoffJudgement.Context,
    "moment": HandoffJudgement.Moment,
    "team": HandoffJudgement.Team,
    "summary": HandoffJudgement.Summary,
}
