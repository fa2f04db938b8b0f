"""What each role may do: permissions by app, in code, so that they can be read in one place."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    OWNER = "owner", _("Owner")
    ADMIN = "admin", _("Admin")
    EDITOR = "editor", _("Content editor")
    AGENT = "agent", _("Agent")


# Content editors read conversations in the admin; they do not speak with customers.
ANSWERING_ROLES = (Role.OWNER, Role.ADMIN, Role.AGENT)

_READ = frozenset({"view"})
_DECIDE = frozenset({"view", "change"})
_WRITE = frozenset({"view", "add", "change", "delete"})

# role -> app label -> actions. The owner may do everything; nobody may edit conversations here.
_GRANTS: dict[str, dict[str, frozenset[str]]] = {
    Role.ADMIN: {
        "knowledge": _WRITE,
        "escalation": _WRITE,
        "backtests": _WRITE,
        "routing": _WRITE,
        "filing": _WRITE,
        "composing": _WRITE,
        "brand": _WRITE,
        "widget": _WRITE,
        "assistant": _WRITE,
        "surveys": _WRITE,
        "api": _WRITE,
        "agents": _WRITE,
        "conversations": _READ,
        "insights": _DECIDE,
        "evaluation": _WRITE,
        "auditlog": _READ,
    },
    Role.EDITOR: {
        "knowledge": _WRITE,
        "composing": _WRITE,
        "conversations": _READ,
        "insights": _DECIDE,
        "evaluation": _WRITE,
    },
    Role.AGENT: {"knowledge": _READ, "conversations": _READ, "recovery": _READ},
}


def may(role: str, permission: str) -> bool:
    """Whether ``role`` holds ``"app.action_model"``."""
    if role == Role.OWNER:
        return True
    app, _, codename = permission.partition(".")
    return codename.partition("_")[0] in _GRANTS.get(role, {}).get(app, frozenset())


def may_enter(role: str, app: str) -> bool:
    """Whether ``role`` may see anything of ``app`` in the admin."""
    return role == Role.OWNER or app in _GRANTS.get(role, {})
