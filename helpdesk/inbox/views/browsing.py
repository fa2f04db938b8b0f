"""The list: its page, what stands round it on every page of the desk, and its filters."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from helpdesk.inbox import asking, choosing, listing, offered
from helpdesk.inbox.asking import Asked
from helpdesk.inbox.entrance import AgentRequest, agents_only
from helpdesk.inbox.framing import Found, beside, framed, rows_and_more
from helpdesk.inbox.lines import Sheet
from helpdesk.markup import joined
from helpdesk.notifying import presence
from helpdesk.selecting import saving
from helpdesk.selecting.models import SavedView
from tenants.brand.models import Brand
from tenants.limits import Limit

# Results come while an agent types; the list asks again whenever something moves.
SEARCH = Limit("inbox search", 240, 60)
# So many saved views have a number; of those that follow, few would look at it.
NUMBERED = 12


@require_GET
@agents_only
def list_page(request: AgentRequest) -> HttpResponse:
    """The inbox with nothing opened, or just its list for htmx. 400 for filters without sense."""
    found = listed(request)
    if is_fragment(request):
        return _with_short_address(request, _fragment(request, found), found["place"])
    status = 400 if found["asked"].wrong else 200
    context = {**found, "brand": Brand.current(), "showing": "list"}
    return render(request, "inbox/desk.html", context, status=status)


@require_GET
@agents_only
def filter_sheet(request: AgentRequest) -> HttpResponse:
    """What the list may be narrowed down by, with what the address says already."""
    asked = _asked(request, _views(request))
    context = {
        "asked": asked,
        "filters": asked.filters,
        "choices": choosing.choices(),
        "brand": Brand.current(),
    }
    template = "inbox/_filters.html" if request.htmx else "inbox/filters.html"
    return render(request, template, context)


def listed(request: AgentRequest) -> dict[str, Any]:
    """The list as its templates want it: rows, menu and numbers."""
    views = _views(request)
    asked = _asked(request, views)
    if asked.query:
        SEARCH.spend(request.user.pk)
    page = _page(request, asked)
    people = presence.of([row.pk for row in page.rows], but_for=request.user.pk)
    # One look-up for all rows of the page.
    threads = reverse("inbox:thread", args=["-"]).removesuffix("-/")
    return {
        "asked": asked,
        "view": asked.view,
        "query": asked.query,
        "page": page,
        "sheet": Sheet(threads, asked.place, people, page.hits),
        "marks": choosing.marks(asked),
        "may_change": bool(asked.saved and saving.may_change(asked.saved, request.user)),
        "main_views": offered.MAIN_VIEWS,
        "place": asked.place,
        "cursor": request.GET.get("cursor", ""),
        **_numbers(request, views),
    }


def place(request: AgentRequest) -> str:
    """The list's part of an address, so that it stays as it is when a thread is opened."""
    return asking.place_of(dict(request.GET.lists()))


def number(request: AgentRequest, name: str) -> int:
    value = request.GET.get(name, "")
    return int(value) if value.isdecimal() and len(value) < 10 else 0


def is_fragment(request: AgentRequest) -> bool:
    return bool(request.htmx) and not request.htmx.history_restore_request


def _fragment(request: AgentRequest, found: Found) -> HttpResponse:
    """The whole list anew, with what it changes elsewhere; or the lines that follow."""
    if "cursor" in request.GET and "size" not in request.GET:
        return HttpResponse(rows_and_more(found, request))
    return HttpResponse(joined((framed(found, request), beside(found, request))))


def _with_short_address(request: AgentRequest, response: HttpResponse, place: str) -> HttpResponse:
    """A form names its empty fields too; the address that is shown and kept does not."""
    if "" in request.GET.values() and "size" not in request.GET:
        response["HX-Push-Url"] = f"{reverse('inbox:list')}?{place}"
    return response


def _views(request: AgentRequest) -> list[SavedView]:
    return saving.seen_by(request.user)


def _asked(request: AgentRequest, views: Sequence[SavedView]) -> Asked:
    query: Mapping[str, Sequence[str]] = dict(request.GET.lists())
    return asking.asked(query, request.user, views)


def _page(request: AgentRequest, asked: Asked) -> listing.Page:
    if asked.wrong:
        return listing.Page([], "")
    return listing.page_of(
        asked.selection(request.user),
        query=asked.query,
        cursor=request.GET.get("cursor", ""),
        size=number(request, "size"),
    )


def _numbers(request: AgentRequest, views: Sequence[SavedView]) -> dict[str, Any]:
    """The numbers of the menu: of the offered views by key, of the saved ones beside each."""
    selections = {
        view.pk: selection
        for view in views[:NUMBERED]
        if (selection := asking.numbered(view, request.user))
    }
    counts, saved = listing.counts(request.user, list(selections.values()))
    known = dict(zip(selections, saved, strict=True))
    return {"counts": counts, "saved_views": [(view, known.get(view.pk, 0)) for view in views]}
