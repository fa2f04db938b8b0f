"""The list as markup, from its head to its last line: what htmx puts in when anything moves.

Not a template, as in ``lines``: its frame was a tenth of the calls of a page. What is seldom
there, filters that are set, an empty list, where a search stopped, is a template still.
"""

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from helpdesk.inbox.heading import heading
from helpdesk.inbox.lines import lines, more
from helpdesk.inbox.menu import navigation
from helpdesk.markup import Markup, joined

# What a page knows of its list (``views.browsing.listed``).
Found = Mapping[str, Any]

_LIST = Markup("""
<div class="list-head">
  {head}
  {marks}
</div>
<div class="rows-scroll">
  {notes}
  {rows}
</div>
""")
_NOTES = Markup("""<div role="status"><ul class="search-notes">{}</ul></div>""")
_NOTE = Markup("""<li>{}</li>""")
_ROWS = Markup("""<ol class="rows" id="rows" data-place="{place}">{lines}</ol>""")
_NO_ROWS = Markup("""<div class="empty" id="rows" data-place="{place}">{words}</div>""")
_LOOKED = Markup("""<li class="rows-more">{}</li>""")
_TITLE = Markup("""<title>{} · {}</title>""")

_NOTHING = SafeString("")


def framed(found: Found, request: HttpRequest, opened: int | str = "") -> SafeString:
    """The list; ``opened`` is the id of the conversation beside it, "" when there is none."""
    return _LIST(
        head=heading(found["asked"], found["place"]),
        marks=_rendered("marks", found, request) if found["marks"] else _NOTHING,
        notes=_notes(found["page"].notes),
        rows=_rows(found, request, opened),
    )


def beside(found: Found, request: Any) -> SafeString:
    """What comes along to be put elsewhere: the page's title and the menu with its numbers."""
    is_shown = request.htmx.target == "list" and not request.GET.get("size")
    title = _TITLE(found["asked"].label, request.tenant.name) if is_shown else _NOTHING
    menu = navigation(found["asked"], found["counts"], found["saved_views"], swapped=True)
    return joined((title, menu))


def rows_and_more(found: Found, request: HttpRequest, opened: int | str = "") -> SafeString:
    """The lines of a page, and the way to what follows."""
    return joined((lines(found["page"].rows, found["sheet"], opened), _end(found, request)))


def _end(found: Found, request: HttpRequest) -> SafeString:
    page = found["page"]
    if page.looked_back_to:
        return _LOOKED(_rendered("looked", found, request))
    return more(found["place"], page.next_cursor) if page.next_cursor else _NOTHING


def _rows(found: Found, request: HttpRequest, opened: int | str) -> SafeString:
    place = found["place"]
    if cursor := found["cursor"]:
        place = f"{place}&{urlencode({'cursor': cursor})}"
    if not found["page"].rows:
        return _NO_ROWS(place=place, words=_rendered("empty", found, request))
    return _ROWS(place=place, lines=rows_and_more(found, request, opened))


def _notes(notes: Sequence[str]) -> SafeString:
    return _NOTES(joined(_NOTE(note) for note in notes)) if notes else _NOTHING


def _rendered(name: str, found: Found, request: HttpRequest) -> SafeString:
    return render_to_string(f"inbox/_{name}.html", dict(found), request)
