"""What calls for the agent, as the page carries it; and the form where they choose."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from helpdesk.agents.models import Agent
from helpdesk.notifying import attention
from helpdesk.notifying.models import NoticeSettings
from helpdesk.notifying.occasions import ALL, Channel, Occasion, wish

# "For an hour", "for four hours", "until tomorrow at eight".
PAUSES = {"hour": timedelta(hours=1), "afternoon": timedelta(hours=4)}
TOMORROW_AT = 8
LONGEST_PAUSE = timedelta(days=60)


def attention_of(agent: Agent) -> dict[str, Any]:
    """For ``notices.js``: what calls now, what is wanted of it, and whether it may be heard."""
    items = attention.of(agent.pk, agent.name)
    chosen = NoticeSettings.of(agent.pk)
    return {
        "count": attention.calling(items),
        "quiet": chosen.is_quiet(timezone.now()),
        "wishes": chosen.wishes,
        "items": [
            {
                "key": item.key,
                "occasion": item.occasion.value,
                "id": item.conversation_id,
                "name": item.name,
                "address": reverse("inbox:thread", args=[item.public_id]),
            }
            for item in items
        ],
    }


class NoticeForm(forms.ModelForm):  # type: ignore[type-arg]  # no generic at run time
    """The grid of occasions and channels, and the hours in which nothing may be heard."""

    wishes = forms.MultipleChoiceField(choices=[(one, one) for one in ALL], required=False)

    class Meta:
        model = NoticeSettings
        fields = ("wishes", "quiet_from", "quiet_until", "time_zone")
        labels = {
            "quiet_from": _("From"),
            "quiet_until": _("Until"),
            "time_zone": _("By the clock of"),
        }
        widgets = {
            "quiet_from": forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
            "quiet_until": forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        }

    @property
    def rows(self) -> list[tuple[str, list[dict[str, Any]]]]:
        """A row for each occasion: its label and a box for each channel."""
        ticked = self["wishes"].value() or []
        return [
            (
                str(occasion.label),
                [
                    {"value": one, "label": channel.label, "is_ticked": one in ticked}
                    for channel in Channel
                    if (one := wish(occasion, channel))
                ],
            )
            for occasion in Occasion
        ]


def pause_until(wanted: str, at: str, zone: str) -> datetime | None:
    """Until when not to disturb: a length by its name, ``at`` a local time, or None for no longer.

    Raises ``ValidationError`` for a time that is none, has passed, or is far away.
    """
    now = timezone.now()
    if wanted in PAUSES:
        return now + PAUSES[wanted]
    if wanted == "tomorrow":
        local = now.astimezone(ZoneInfo(zone)) + timedelta(days=1)
        return local.replace(hour=TOMORROW_AT, minute=0, second=0, microsecond=0)
    return _chosen(at, zone, now) if wanted == "at" else None


def _chosen(at: str, zone: str, now: datetime) -> datetime:
    try:
        until = datetime.fromisoformat(at).replace(tzinfo=ZoneInfo(zone))
    except ValueError as error:
        raise ValidationError(_("Choose a day and an hour.")) from error
    if not now < until < now + LONGEST_PAUSE:
        raise ValidationError(_("Choose a time within the next 60 days."))
    return until
