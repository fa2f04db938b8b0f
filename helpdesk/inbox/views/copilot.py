"""The copilot's part of the panel: what comes next, and suggestions. Nothing here sends."""

from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET, require_POST

from helpdesk.conversations.models import Conversation
from helpdesk.copilot import taking, writing
from helpdesk.copilot.models import Suggestion
from helpdesk.inbox.copilot import panel_of
from helpdesk.inbox.entrance import AgentRequest, agents_only
from helpdesk.inbox.views.acting import answered
from helpdesk.inbox.views.reading import conversation_or_404


@require_GET
@agents_only
def panel(request: AgentRequest, public_id: str) -> HttpResponse:
    """What comes next, the agent's suggestions, and what is known; fetched by the panel."""
    conversation = conversation_or_404(public_id)
    return render(request, "inbox/_copilot.html", panel_of(conversation, request.user))


@require_POST
@agents_only
def write(request: AgentRequest, public_id: str) -> HttpResponseBase:
    """Owe a suggestion of this ``kind``; the answer asks for it until it is there."""
    conversation = conversation_or_404(public_id)
    try:
        asked = writing.ask_for(conversation.pk, request.POST.get("kind", ""), by=request.user)
    except ValidationError as error:
        return answered(request, conversation, status=422, words=" ".join(error.messages))
    return _shown(request, conversation, asked)


@require_GET
@agents_only
def suggestion(request: AgentRequest, public_id: str, suggestion: str) -> HttpResponse:
    """The suggestion once it is written; 204 before."""
    conversation = conversation_or_404(public_id)
    found = get_object_or_404(
        Suggestion, conversation=conversation, agent=request.user, public_id=suggestion
    )
    if found.ready_at is None:
        return HttpResponse(status=204)
    return _shown(request, conversation, found)


@require_POST
@agents_only
def take(request: AgentRequest, public_id: str, suggestion: str) -> HttpResponseBase:
    """``insert``: it stands in the composer; else the agent says what they think of it."""
    conversation = conversation_or_404(public_id)
    outcome = request.POST.get("outcome", "")
    try:
        if outcome == "insert":
            found = taking.insert(conversation.pk, suggestion, by=request.user)
        else:
            found = taking.say(conversation.pk, suggestion, outcome, by=request.user)
    except Suggestion.DoesNotExist as error:
        raise Http404("No such suggestion.") from error
    except ValidationError as error:
        return answered(request, conversation, status=422, words=" ".join(error.messages))
    return _shown(request, conversation, found)


def _shown(
    request: AgentRequest, conversation: Conversation, suggestion: Suggestion
) -> HttpResponse:
    context = {"conversation": conversation, "one": suggestion}
    return render(request, "inbox/_suggestion.html", context)
