"""The links of the inbox's views as markup, with their numbers: not a template, as in ``lines``."""

from collections.abc import Iterable, Mapping

from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from helpdesk.inbox.listing import COUNTED, View
from helpdesk.inbox.pictures import icon

_LINK = """
<a class="view"
   title="{label}"
   href="{address}"
   hx-get="{address}"
   hx-target="#list"
   hx-sync="#list:replace"
   hx-indicator=".rows-scroll"
   hx-push-url="true"
   {current}>{icon}<span class="view-label">{label}</span>
  {number}
</a>"""
_NUMBER = """<span class="view-count{}">{}</span>"""

_NOTHING = SafeString("")
_CURRENT = SafeString('aria-current="page"')
_URGENT = SafeString(" view-count-urgent")


def view_links(views: Iterable[View], current: View, counts: Mapping[str, int]) -> SafeString:
    """A link to each of ``views``, with how many stand there where that is known and not 0."""
    address = f"{reverse('inbox:list')}?view="
    return format_html_join(
        "", _LINK, (_values(one, address, current, counts.get(one.key, 0)) for one in views)
    )


def counted(number: int) -> str:
    """A number as far as it was counted: ``7``, ``99+``."""
    return f"{COUNTED}+" if number > COUNTED else str(number)


def _values(view: View, address: str, current: View, number: int) -> dict[str, object]:
    return {
        "label": view.label,
        "address": address + view.key,
        "current": _CURRENT if view.key == current.key else _NOTHING,
        "icon": icon(view.icon),
        "number": _number(view, number) if number else _NOTHING,
    }


def _number(view: View, number: int) -> SafeString:
    return format_html(_NUMBER, _URGENT if view.is_urgent else _NOTHING, counted(number))
