"""The links of the inbox's views as markup, with their numbers: not a template, as in ``lines``."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext

from helpdesk.inbox.asking import Asked
from helpdesk.inbox.listing import COUNTED
from helpdesk.inbox.offered import MAIN_VIEWS, MORE_VIEWS, VIEWS, View
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


def navigation(
    asked: Asked, counts: Mapping[str, int], saved: SavedViews, *, swapped: bool
) -> SafeString:
    """All views with their numbers; ``swapped`` where it comes beside what htmx asked for."""
    spoken = _spoken(get_language() or "")
    return spoken.nav(
        swapped=_SWAPPED if swapped else _NOTHING,
        main=_offered(MAIN_VIEWS, spoken, asked, counts),
        open=_OPEN if asked.view in MORE_VIEWS else _NOTHING,
        others=_offered(MORE_VIEWS, spoken, asked, counts),
        saved=_SAVED(gettext("Saved views"), _saved(saved, asked)) if saved else _NOTHING,
    )


def counted(number: int) -> str:
    """A number as far as it was counted: ``7``, ``99+``."""
    return f"{COUNTED}+" if number > COUNTED else str(number)


_ICONS = {
    SavedView.Audience.PRIVATE: "star",
    SavedView.Audience.TEAM: "team",
    SavedView.Audience.EVERYONE: "flag",
}


@dataclass(frozen=True, slots=True)
class _Spoken:
    """What is the same for everybody who reads a language: the frame, and the links by view."""

    nav: Markup
    links: Mapping[str, Markup]


@cache
def _spoken(_language: str) -> _Spoken:
    """The menu in the language that is spoken now."""
    nav = _NAV.filled(views=gettext("Views"), icon=icon("more"), more=gettext("More"))
    address = _address()
    links = {
        one.key: _LINK.filled(label=one.label, address=address + one.key, icon=icon(one.icon))
        for one in VIEWS
    }
    return _Spoken(nav, links)


def _offered(
    views: Iterable[View], spoken: _Spoken, asked: Asked, counts: Mapping[str, int]
) -> SafeString:
    """A link to each of ``views``, with how many stand there where that is known and not 0."""
    return joined(
        spoken.links[one.key](
            current=_current(one.key, asked),
            number=_number(counts.get(one.key, 0), is_urgent=one.is_urgent),
        )
        for one in views
    )


def _saved(views: SavedViews, asked: Asked) -> SafeString:
    """The same for saved views with their numbers; the picture says who sees it."""
    address = _address()
    return joined(
        _LINK(
            label=view.name,
            address=address + view.public_id,
            icon=icon(_ICONS[SavedView.Audience(view.audience)]),
            current=_current(view.public_id, asked),
            number=_number(number),
        )
        for view, number in views
    )


def _address() -> str:
    """How the address of a view begins; its key follows."""
    return f"{reverse('inbox:list')}?view="


def _current(key: str, asked: Asked) -> SafeString:
    return _CURRENT if key == asked.key else _NOTHING


def _number(number: int, *, is_urgent: bool = False) -> SafeString:
    return _NUMBER(_URGENT if is_urgent else _NOTHING, counted(number)) if number else _NOTHING
