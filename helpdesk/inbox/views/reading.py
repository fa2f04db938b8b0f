"""Pages and fragments that only read: a thread, and what is new in it."""

import json
from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import uuid4

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from helpdesk.composing import drafting, holding
from helpdesk.composing.models import Habits, HeldReply
from helpdesk.conversations import access
from helpdesk.conversations.models import Conversation
from helpdesk.inbox import casework, drafted, thread, written
from helpdesk.inbox.entrance import AgentRequest, agents_only
from helpdesk.inbox.views import browsing
from helpdesk.notifying import presence
from helpdesk.routing import owing
from tenants.brand.models import Brand
from tenants.uploads.kinds import KINDS


@require_GET
@agents_only
def thread_page(request: AgentRequest, public_id: str) -> HttpResponse:
    """One conversation beside the list, or alone for htmx."""
    conversation = conversation_or_404(public_id)
    if conversation.merged_into:  # an old address leads to where it goes on
        conversation = conversation_or_404(conversation.merged_into.public_id)
    if browsing.is_fragment(request):
        shown = {**_stage(request, conversation), "place": browsing.place(request)}
        return render(request, "inbox/_stage.html", shown)
    return whole_page(request, conversation)


@require_GET
@agents_only
def news(request: AgentRequest, public_id: str) -> HttpResponse:
    """What happened after entry ``after``: new entries and changed ones.

    Events bring the frame round them as well; a message moves nothing there. Every colleague who
    has the conversation open asks this for each of its messages.
    """
    conversation = conversation_or_404(public_id, access.to_read)
    piece = thread.since(conversation, browsing.number(request, "after"))
    context = {
        "conversation": conversation,
        **(frame(request, conversation_or_404(public_id)) if piece.has_events else {}),
        "thread": piece,
        "changed": thread.entries_at(conversation, piece.touched),
        "place": browsing.place(request),
    }
    return render(request, "inbox/_news.html", context)


def whole_page(
    request: AgentRequest, conversation: Conversation, *, status: int = 200, **more: Any
) -> HttpResponse:
    """The list with the conversation beside it, and what ``more`` the templates know to show."""
    shown = {
        **browsing.listed(request),
        "brand": Brand.current(),
        **_stage(request, conversation),
        "showing": "thread",
        **more,
    }
    return render(request, "inbox/desk.html", shown, status=status)


def conversation_or_404(
    public_id: str, door: Callable[[str], Conversation] = access.by_public_id
) -> Conversation:
    """The conversation as ``door`` of ``access`` gives it. Raises ``Http404``."""
    try:
        return door(public_id)
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
        # Asked for by a template that shows it, and not by what is fetched for one message.
        "held": partial(holding.of, conversation.pk),
        "colleagues": thread.colleagues(),
        "teams": thread.teams(),
        "responses": thread.responses_of(conversation),
        "cid": uuid4(),
        "file_endings": ",".join(f".{ending}" for ending in KINDS),
        "priorities": Conversation.Priority.choices,
        "people": people_at(request, conversation),
        "deadlines": owing.due_of(conversation.pk),
        **casework.filed(conversation, request.user),
    }


def people_at(request: AgentRequest, conversation: Conversation) -> list[presence.Seen]:
    """Who else is there."""
    found = presence.of([conversation.pk], but_for=request.user.pk)
    return found.get(conversation.pk, [])


def _stage(request: AgentRequest, conversation: Conversation) -> dict[str, Any]:
    whole = "whole" in request.GET
    return {
        **frame(request, conversation),
        **_composer(request, conversation),
        "thread": thread.opened(conversation, whole=whole),
    }


def _composer(request: AgentRequest, conversation: Conversation) -> dict[str, Any]:
    drafts, habits = drafting.of(conversation.pk, request.user), Habits.of(request.user)
    return {
        "drafts": json.dumps(drafted.shown(drafts, request.user)),
        "habits": habits,
        "signature": written.signature_as_read(habits, conversation, request.user),
        "signs": habits.signs_in(conversation),
        "on_news": HeldReply.OnNews.choices,
    }
