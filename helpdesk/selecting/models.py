"""Filters under a name: an agent's own, a team's, or everyone's."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from escalation.models import Team
from helpdesk.conversations.models import new_public_id

LONGEST_NAME = 60


class SavedView(models.Model):
    """A list that somebody wants to come back to. Only ``saving`` writes one."""

    class Audience(models.TextChoices):
        PRIVATE = "private", _("Only me")
        TEAM = "team", _("A team")
        EVERYONE = "everyone", _("Everyone")

    public_id = models.CharField(max_length=24, unique=True, default=new_public_id, editable=False)
    name = models.CharField(max_length=LONGEST_NAME)
    # Who made it; what others share stays when they leave.
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="saved_views"
    )
    audience = models.CharField(max_length=8, choices=Audience.choices, default=Audience.PRIVATE)
    team = models.ForeignKey(
        Team, null=True, blank=True, on_delete=models.CASCADE, related_name="saved_views"
    )
    # Name → values, as ``Filters.kept`` writes them.
    filters = models.JSONField(default=dict)
    position = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(db_default=Now())
    updated_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(audience="team", team__isnull=False)
                | (~Q(audience="team") & Q(team__isnull=True)),
                name="team_views_have_a_team",
            )
        ]

    def __str__(self) -> str:
        return self.name
