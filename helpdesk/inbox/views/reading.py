"""Pages and fragments that only read: the list, a thread, and what is new in it."""

from typing import Any
from uuid import uuid4

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from helpdesk.conversations import access
from helpdesk.conversations.models import Conversation
from helpdesk.inbox import listing, thread
from helpdesk.inbox.entrance import AgentRequest, agents_only
from helpdesk.notifying import presence
from tenants.brand.models import Brand
from tenants.limits import Limit
from tenants.uploads.kinds import KINDS

# Results come while an agent types; the list asks again whenever something moves.
SEARCH = Limit("inbox search", 240, 60)


@require_GET
@agents_only
def list_page(request: AgentRequest) -> HttpResponse:
    """The inbox with nothing opened, or just its list for htmx."""
    if _is_fragment(request):
        template = "inbox/_rows.html" if "cursor" in request.GET else "inbox/_list.html"
        return render(request, template, _list(request))
    return render(request, "inbox/desk.html", {**_desk(request), "showing": "list"})


@require_GET
@agents_only
def thread_page(request: AgentRequest, public_id: str) -> HttpResponse:
    """One conversation beside the list, or alone for htmx."""
    conversation = conversation_or_404(public_id)
    if _is_fragment(request):
        shown = {**_stage(request, conversation), "place": _place(request)}
        return render(request, "inbox/_stage.html", shown)
    return whole_page(request, conversation)


@require_GET
@agents_only
def news(request: AgentRequest, public_id: str) -> HttpResponse:
    """What happened after entry ``after``: new entries, changed ones, and the frame round them."""
    conversation = conversation_or_404(public_id)
    piece = thread.since(conversation, _number(request, "after"))
    context = {
        **frame(request, conversation),
        "thread": piece,
        "changed": thread.entries_at(conversation, piece.touched),
        "place": _place(request),
    }
    return render(request, "inbox/_news.html", context)


def whole_page(
    request: AgentRequest, conversation: Conversation, *, status: int = 200, **more: Any
) -> HttpResponse:
    """The list with the conversation beside it, and what ``more`` the templates know to show."""
    shown = {**_desk(request), **_stage(request, conversation), "showing": "thread", **more}
    return render(request, "inbox/desk.html", shown, status=status)


def conversation_or_404(public_id: str) -> Conversation:
    try:
        return access.by_public_id(public_id)
    except Conversation.DoesNotExist as error:
        raise Http404("No such conversation.") from error


def frame(request: AgentRequest, conversation: Conversation) -> dict[str, Any]:
    """Everything of the stage but the entries."""
    return {
        "conversation": conversation,
        "contact": conversation.contact,
        "standing": thread.standing(conversation, request.user),
        "handoff": thread.handoff_of(conversation),
        "past": thread.past_of(conversation),
        "colleagues": thread.colleagues(),
        "teams": thread.teams(),
        "turns": thread.turns_of(conversation),
        "responses": thread.responses_of(conversation),
        "cid": uuid4(),
        "file_endings": ",".join(f".{ending}" for ending in KINDS),
        "priorities": Conversation.Priority.choices,
        "people": people_at(request, conversation),
    }


def people_at(request: AgentRequest, conversation: Conversation) -> list[presence.Seen]:
    """Who else is there."""
    found = presence.of([conversation.pk], but_for=request.user.pk)
    return found.get(conversation.pk, [])


def _stage(request: AgentRequest, conversation: Conversation) -> dict[str, Any]:
    whole = "whole" in request.GET
    return {**frame(request, conversation), "thread": thread.opened(conversation, whole=whole)}


def _desk(request: AgentRequest) -> dict[str, Any]:
    return {**_list(request), "brand": Brand.current()}


def _list(request: AgentRequest) -> dict[str, Any]:
    view = listing.view_named(request.GET.get("view", ""))
    query = request.GET.get("q", "").replace("\x00", "").strip()
    if query:
        SEARCH.spend(request.user.pk)
    page = listing.page_of(
        request.user,
        view,
        query=query,
        cursor=request.GET.get("cursor", ""),
        size=_number(request, "size"),
    )
    return {
        "view": view,
        "query": query,
        "page": page,
        "counts": listing.counts(request.user),
        "main_views": listing.MAIN_VIEWS,
        "more_views": listing.MORE_VIEWS,
        "place": _place(request),
        # One look-up for all rows of the page.
        "threads": reverse("inbox:thread", args=["-"]).removesuffix("-/"),
    }


def _place(request: AgentRequest) -> str:
    """The list's part of the address, so that it stays as it is when a thread is opened."""
    kept = request.GET.copy()
    for name in list(kept):
        if name not in ("view", "q") or not kept[name]:
            del kept[name]
    return kept.urlencode()


def _is_fragment(request: AgentRequest) -> bool:
    return bool(request.htmx) and not request.htmx.history_restore_request


def _number(request: AgentRequest, name: str) -> int:
    value = request.GET.get(name, "")
    return int(value) if value.isdecimal() and len(value) < 10 else 0
