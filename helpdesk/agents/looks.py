"""How an agent has the inbox: colours, room, single keys."""

from collections.abc import Mapping
from typing import Final

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from helpdesk.agents.models import Agent, Density, Theme

SHORTCUTS: Final = "shortcuts"
# By the name under which a screen sends it: the values that it takes.
CHOICES: Final[Mapping[str, tuple[str, ...]]] = {
    "theme": tuple(Theme.values),
    "density": tuple(Density.values),
    SHORTCUTS: ("on", "off"),
}


def prefer(agent: Agent, name: str, value: str) -> None:
    """Keep what the agent chose. Raises ``ValidationError`` for what cannot be chosen."""
    if value not in CHOICES.get(name, ()):
        raise ValidationError(_("That cannot be chosen. Load the page again."))
    field, kept = ("has_shortcuts", value == "on") if name == SHORTCUTS else (name, value)
    setattr(agent, field, kept)
    agent.save(update_fields=[field])
