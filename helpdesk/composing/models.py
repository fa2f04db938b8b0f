"""What agents write with: macros."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from escalation.models import Team
from helpdesk.agents.models import Agent
from helpdesk.conversations.models import new_public_id


class MacroQuerySet(models.QuerySet["Macro"]):
    def offered_to(self, agent: Agent) -> Self:
        """What this agent may use: their own, their teams', and everyone's."""
        seen = Q(shared="everyone") | Q(shared="private", owner=agent)
        return self.filter(seen | Q(shared="team", team__in=agent.teams.all()), is_active=True)


class Macro(models.Model):
    """Words and actions that an agent calls up by name. Only ``macros`` writes its steps.

    ``steps``: name of a deed (``deeds.DEEDS``) → its value, each at most once.
    """

    class Shared(models.TextChoices):
        PRIVATE = "private", _("Only whoever made it")
        TEAM = "team", _("A team")
        EVERYONE = "everyone", _("Everyone")

    public_id = models.CharField(max_length=24, unique=True, default=new_public_id, editable=False)
    name = models.CharField(_("name"), max_length=80)
    shared = models.CharField(
        _("for"), max_length=8, choices=Shared.choices, default=Shared.EVERYONE
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    team = models.ForeignKey(
        Team, verbose_name=_("team"), null=True, blank=True, on_delete=models.CASCADE
    )
    steps = models.JSONField(default=dict, editable=False)
    is_active = models.BooleanField(_("offered"), default=True)
    uses = models.PositiveIntegerField(_("used"), default=0, db_default=0, editable=False)
    used_at = models.DateTimeField(_("last used"), null=True, editable=False)
    created_at = models.DateTimeField(db_default=Now())
    updated_at = models.DateTimeField(auto_now=True)

    objects = MacroQuerySet.as_manager()

    class Meta:
        ordering = ["name", "id"]
        verbose_name = _("macro")
        verbose_name_plural = _("macros")
        constraints = [
            models.CheckConstraint(
                condition=~Q(shared="team") | Q(team__isnull=False), name="a_teams_macro_has_a_team"
            )
        ]

    def __str__(self) -> str:
        return self.name
