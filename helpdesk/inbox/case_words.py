"""What happened to a conversation as a case, in words for agents: filed, passed on, joined, cut."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from django.utils.dateparse import parse_datetime
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

_TIME = """<time datetime="{}" data-clock="day">{} UTC</time>"""

Data = dict[str, Any]
Teller = Callable[[Data], str]


def _say(words: Any) -> Teller:
    """``words`` with the agent, the number of another conversation, and the tags."""

    def said(data: Data) -> str:
        return str(words).format(
            agent=data.get("agent") or gettext("Somebody"),
            number=data.get("number") or "?",
            tags=", ".join(data.get("tags", ())),
            to=data.get("to") or gettext("the team"),
        )

    return said


def _snoozed(data: Data) -> str:
    until = parse_datetime(str(data.get("until") or ""))
    if until is None:
        return gettext("Snoozed")
    # Where scripts run it stands as the reader's own clock has it.
    time = format_html(_TIME, until.isoformat(), date_format(until, "j M, H:i"))
    return format_html(gettext("Snoozed until {time}"), time=time)


WORDS: Final[Mapping[str, Teller]] = {
    "tagged": _say(_("{agent} tagged this: {tags}")),
    "untagged": _say(_("{agent} took off the tag: {tags}")),
    "transferred": _say(_("{agent} passed this on to {to}")),
    "snoozed": _snoozed,
    "merged": _say(_("{agent} merged this into #{number}")),
    "merged_here": _say(_("{agent} merged #{number} into this. What was said there follows")),
    "split": _say(_("{agent} split off what followed, as #{number}")),
    "split_here": _say(_("{agent} split this off from #{number}")),
    "moved": _say(_("Went to another conversation")),
    "linked": _say(_("{agent} linked this with #{number}")),
    "unlinked": _say(_("{agent} removed the link with #{number}")),
    "contact_corrected": _say(_("{agent} corrected what is known of the customer")),
}
