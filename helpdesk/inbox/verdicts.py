"""The verdict of a card as its buttons show it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from helpdesk.conversations.models import Handoff
from helpdesk.handoff.models import CHOICES, FIELDS, HandoffJudgement

_ASKED = {
    "context": _("Enough context?"),
    "moment": _("Right moment?"),
    "team": _("Right team?"),
    "summary": _("Summary?"),
}
_SHORT: Mapping[tuple[str, str], Any] = {
    ("context", "enough"): _("Enough"),
    ("context", "lacking"): _("Something missing"),
    ("moment", "too_early"): _("Too early"),
    ("moment", "right"): _("Right"),
    ("moment", "too_late"): _("Too late"),
    ("team", "right"): _("Right"),
    ("team", "wrong"): _("Wrong"),
    ("summary", "accepted"): _("Right as it is"),
}


@dataclass(frozen=True, slots=True)
class Option:
    """A button: pressed again it takes the answer back."""

    value: str
    label: Any
    title: Any
    is_pressed: bool


@dataclass(frozen=True, slots=True)
class Asked:
    """One question of the card, and who answered it when."""

    name: str
    label: Any
    options: list[Option]
    answer: Any
    agent: str
    at: datetime | None


def verdict_of(handoff: Handoff) -> list[Asked]:
    """The questions in the order of the card."""
    judgement = getattr(handoff, "judgement", None) or HandoffJudgement()
    return [_asked(name, judgement) for name in FIELDS]


def _asked(name: str, judgement: HandoffJudgement) -> Asked:
    answer = judgement.answers[name]
    said = judgement.said.get(name, {})
    return Asked(
        name=name,
        label=_ASKED[name],
        options=[
            Option(value, _SHORT[name, value], label, value == answer)
            for value, label in CHOICES[name].choices
            if (name, value) in _SHORT
        ],
        answer=CHOICES[name](answer).label if answer else "",
        agent=said.get("agent", ""),
        at=datetime.fromisoformat(said["at"]) if said else None,
    )
