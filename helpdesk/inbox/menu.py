"""The links of the inbox's views as markup, with their numbers: not a template, as in ``lines``."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from helpdesk.inbox.asking import Asked
from helpdesk.inbox.listing import COUNTED
from helpdesk.inbox.offered import MAIN_VIEWS, MORE_VIEWS, View
from helpdesk.inbox.pictures import icon
from helpdesk.markup import Markup, joined
from helpdesk.selecting.models import SavedView

_LINK = Markup("""
<a class="view"
   title="{label}"
   data-command="{label}"
   href="{address}"
   hx-get="{address}"
   hx-target="#list"
   hx-sync="#list:replace"
   hx-indicator=".rows-scroll"
   hx-push-url="true"
   {current}>{icon}<span class="view-label">{label}</span>
  {number}
</a>""")
_NAV = Markup("""
<nav id="views" class="views" aria-label="{views}" {swapped}>
  {main}
  <details class="views-more" {open}>
    <summary class="view">{icon}<span class="view-label">{more}</span></summary>
    {others}
  </details>
  {saved}
</nav>""")
_SAVED = Markup("""
<p class="views-title" id="saved-views">{}</p>
<div class="views-saved" role="group" aria-labelledby="saved-views">{}</div>""")
_NUMBER = Markup("""<span class="view-count{}">{}</span>""")

_NOTHING = SafeString("")
_CURRENT = SafeString('aria-current="page"')
_URGENT = SafeString(" view-count-urgent")
_OPEN = SafeString("open")
_SWAPPED = SafeString('hx-swap-oob="true"')

SavedViews = Sequence[tuple[SavedView, int]]


@dataclass(frozen=True, slots=True)
class _Link:
    """A view in the menu."""

    key: str
    label: str | Promise
    icon: str
    number: int
    is_urgent: bool = False


def navigation(
    asked: Asked, counts: Mapping[str, int], saved: SavedViews, *, swapped: bool
) -> SafeString:
    """All views with their numbers; ``swapped`` where it comes beside what htmx asked for."""
    return _NAV(
        views=gettext("Views"),
        swapped=_SWAPPED if swapped else _NOTHING,
        main=view_links(MAIN_VIEWS, asked, counts),
        open=_OPEN if asked.view in MORE_VIEWS else _NOTHING,
        icon=icon("more"),
        more=gettext("More"),
        others=view_links(MORE_VIEWS, asked, counts),
        saved=_SAVED(gettext("Saved views"), saved_links(saved, asked)) if saved else _NOTHING,
    )


def view_links(views: Iterable[View], asked: Asked, counts: Mapping[str, int]) -> SafeString:
    """A link to each of ``views``, with how many stand there where that is known and not 0."""
    links = (
        _Link(one.key, one.label, one.icon, counts.get(one.key, 0), one.is_urgent) for one in views
    )
    return _markup(links, asked)


def saved_links(views: SavedViews, asked: Asked) -> SafeString:
    """The same for saved views with their numbers; the picture says who sees it."""
    links = (
        _Link(view.public_id, view.name, _ICONS[SavedView.Audience(view.audience)], number)
        for view, number in views
    )
    return _markup(links, asked)


def counted(number: int) -> str:
    """A number as far as it was counted: ``7``, ``99+``."""
    return f"{COUNTED}+" if number > COUNTED else str(number)


_ICONS = {
    SavedView.Audience.PRIVATE: "star",
    SavedView.Audience.TEAM: "team",
    SavedView.Audience.EVERYONE: "flag",
}


def _markup(links: Iterable[_Link], asked: Asked) -> SafeString:
    address = f"{reverse('inbox:list')}?view="
    return joined(_LINK(**_values(one, address, asked.key)) for one in links)


def _values(link: _Link, address: str, current: str) -> dict[str, object]:
    return {
        "label": link.label,
        "address": address + link.key,
        "current": _CURRENT if link.key == current else _NOTHING,
        "icon": icon(link.icon),
        "number": _number(link) if link.number else _NOTHING,
    }


def _number(link: _Link) -> SafeString:
    return _NUMBER(_URGENT if link.is_urgent else _NOTHING, counted(link.number))
