"""The verdict on the card, and what the assistant may do once it has the conversation again."""

from collections.abc import Callable
from functools import wraps

from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_POST

from escalation.policy.describing import describe
from escalation.rulebook import current_policy
from helpdesk.assistant.models import AssistantSettings
from helpdesk.assistant.naming import names
from helpdesk.conversations.models import Conversation
from helpdesk.handoff import judging
from helpdesk.inbox import thread
from helpdesk.inbox.entrance import AgentRequest, agents_only
from helpdesk.inbox.views.acting import answered
from helpdesk.inbox.views.reading import conversation_or_404

# Of the policy, the parts that say how the assistant would go on here: who answers, what about,
# and what it never improvises on. The one that is ordered says when it hands over.
_HOW_IT_GOES_ON = 3

Deed = Callable[[AgentRequest, Conversation], object]


def _on_the_card(deed: Deed) -> Callable[..., HttpResponseBase]:
    """A view of ``deed`` that answers with the verdict as it is now."""

    @require_POST
    @agents_only
    @wraps(deed)
    def view(request: AgentRequest, public_id: str) -> HttpResponseBase:
        conversation = conversation_or_404(public_id)
        try:
            deed(request, conversation)
        except ValidationError as error:
            return answered(request, conversation, status=422, words=" ".join(error.messages))
        if not request.htmx:
            return answered(request, conversation, status=204, words="")
        context = {"conversation": conversation, "handoff": thread.handoff_of(conversation)}
        return render(request, "inbox/_card_judged.html", context)

    return view


@_on_the_card
def judge(request: AgentRequest, conversation: Conversation) -> None:
    """``question``, ``answer``; an answer that is empty takes it back."""
    question, answer = request.POST.get("question", ""), request.POST.get("answer", "")
    judging.judge(conversation.pk, question, answer, by=request.user)


@_on_the_card
def summary(request: AgentRequest, conversation: Conversation) -> None:
    """``words``: the summary as the agent would have it."""
    words = request.POST.get("words", "").replace("\r\n", "\n")
    judging.correct_summary(conversation.pk, words, by=request.user)


@require_GET
@agents_only
def may(request: AgentRequest, public_id: str) -> HttpResponse:
    """What the assistant may do here once it is given back, from the policy that is live."""
    conversation = conversation_or_404(public_id)
    assistant = AssistantSettings.current()
    has_model = bool(assistant.base_url or settings.LLM_BASE_URL)
    told = describe(current_policy().spec, names(), has_model=has_model)
    context = {
        "conversation": conversation,
        "sections": told[:_HOW_IT_GOES_ON],
        "stops": next((one for one in told if one.is_ordered), None),
        "is_on": assistant.is_on,
    }
    return render(request, "inbox/_may.html", context)
