"""Agents: persons who answer, own content or own rules."""

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from helpdesk.agents import roles
from helpdesk.agents.roles import Role

COLOURS = ["#0f766e", "#4f46e5", "#b45309", "#be185d", "#15803d", "#7c3aed", "#0369a1", "#b91c1c"]


class Theme(models.TextChoices):
    """Which colours; ``auto`` goes with the device."""

    AUTO = "auto", _("As the device")
    LIGHT = "light", _("Light")
    DARK = "dark", _("Dark")


class Density(models.TextChoices):
    """How much room things take."""

    ROOMY = "roomy", _("Roomy")
    COMPACT = "compact", _("Compact")


class AgentManager(BaseUserManager["Agent"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "Agent":
        """A new agent; without a password they can log in only after a reset."""
        agent = self.model(email=email, **fields)
        agent.set_password(password)
        agent.save()
        return agent

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "Agent":
        """``manage.py createsuperuser``: platform staff, in the public schema."""
        return self.create_user(email, password, role=Role.OWNER, **fields)

    def get_by_natural_key(self, username: str | None) -> "Agent":
        return self.get(email=(username or "").lower())


class Agent(AbstractBaseUser):
    """A person on the tenant's side; never the AI."""

    # Stored in lower case (save), so that unique means unique whatever the case.
    email = models.EmailField(unique=True)
    name = models.CharField(max_length=120)
    role = models.CharField(max_length=10, choices=Role.choices, default=Role.AGENT)
    is_active = models.BooleanField(
        default=True, help_text="Switch off instead of deleting: history keeps the name."
    )
    colour = models.CharField(max_length=7, blank=True, help_text="Avatar colour, #rrggbb.")
    locale = models.CharField(
        max_length=12,
        blank=True,
        default="",
        verbose_name="language",
        help_text="Of the inbox; empty: as the browser asks.",
    )
    theme = models.CharField(
        max_length=5, choices=Theme.choices, default=Theme.AUTO, db_default=Theme.AUTO
    )
    density = models.CharField(
        max_length=7, choices=Density.choices, default=Density.ROOMY, db_default=Density.ROOMY
    )
    has_shortcuts = models.BooleanField(default=True, db_default=True)
    date_joined = models.DateTimeField(default=timezone.now, editable=False)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    objects = AgentManager()

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name or self.email

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.email = self.email.lower()
        if not self.colour:
            self.colour = COLOURS[sum(self.email.encode()) % len(COLOURS)]
        super().save(*args, **kwargs)

    @property
    def initials(self) -> str:
        return initials(self.name)

    @property
    def is_staff(self) -> bool:
        """May enter the admin; what they see there depends on the role."""
        return self.is_active and self.role in (Role.OWNER, Role.ADMIN, Role.EDITOR)

    @property
    def is_superuser(self) -> bool:
        return self.is_active and self.role == Role.OWNER

    def has_perm(self, perm: str, _obj: object = None) -> bool:
        return self.is_active and roles.may(self.role, perm)

    def has_perms(self, perms: list[str], obj: object = None) -> bool:
        return all(self.has_perm(perm, obj) for perm in perms)

    def has_module_perms(self, app_label: str) -> bool:
        return self.is_active and roles.may_enter(self.role, app_label)

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name.split(" ")[0]


def initials(name: str) -> str:
    """``Ada Lindqvist`` → ``AL``; nothing → ``?``."""
    letters = [part[0] for part in name.split() if part[0].isalnum()]
    return "".join(letters[:1] + letters[1:][-1:]).upper() or "?"
