"""The recovery panel, and what a draft of a reply says: promises in it, and what it lacks."""

from contextlib import suppress

from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from helpdesk.conversations.models import Conversation
from helpdesk.inbox import recovery, repeated, thread, written
from helpdesk.inbox.entrance import AgentRequest, agents_only
from helpdesk.inbox.views.acting import action
from helpdesk.inbox.views.reading import conversation_or_404
from helpdesk.recovery import first_replies, making_good, promising, recovering
from helpdesk.recovery.models import MakeGood, MakeGoodOffer, Promise
from helpdesk.recovery.promising import Maker, Pledge
from helpdesk.recovery.said.first_reply import HINTS
from helpdesk.recovery.said.promised import promises_in

# Longer drafts are read by their beginning.
READ = 8_000


@require_GET
@agents_only
def panel(request: AgentRequest, public_id: str) -> HttpResponse:
    """The case, its promises and offers; fetched by the panel, so that a thread opens without."""
    conversation = conversation_or_404(public_id)
    context = recovery.panel_of(conversation, request.user)
    context |= {"conversation": conversation, "colleagues": thread.colleagues()}
    return render(request, "inbox/_recovery.html", context)


@require_POST
@agents_only
def heard(request: AgentRequest, public_id: str) -> HttpResponse:
    """The promises in a draft, each to be recorded with one tick, and what it asks again.

    Nothing is recorded here.
    """
    conversation = conversation_or_404(public_id)
    now = first_replies.now_here()
    draft = request.POST.get("body", "").replace("\r\n", "\n")[:READ]
    found = promises_in(draft, now)
    ticked: dict[str, Pledge] = {}
    with suppress(ValidationError):  # a due time that is being typed
        ticked = {pledge.text: pledge for pledge in written.ticked(request)}
    shown = [
        {
            "heard": one,
            "label": Promise.Kind(one.kind).label,
            "due": ticked[one.text].due_at if one.text in ticked else one.due_at,
            "is_ticked": one.text in ticked,
        }
        for one in found
    ]
    context = {"shown": shown, "zone": now.tzinfo, "repeats": repeated.shown(conversation, draft)}
    return render(request, "inbox/_heard.html", context)


@require_POST
@agents_only
def look(request: AgentRequest, public_id: str) -> HttpResponse:
    """What a first reply lacks: 204 when nothing, else the hints. Sending is never refused."""
    conversation = conversation_or_404(public_id)
    body = request.POST.get("body", "").replace("\r\n", "\n")[:READ]
    lacks = first_replies.look(conversation.pk, body, by=request.user)
    if not lacks:
        return HttpResponse(status=204)
    return render(request, "inbox/_hints.html", {"hints": [HINTS[item] for item in lacks]})


@action
def promise(request: AgentRequest, conversation: Conversation) -> str:
    text = request.POST.get("text", "").replace("\r\n", " ")
    pledge = Pledge(
        request.POST.get("kind", ""),
        text,
        written.due(request.POST.get("due", "")),
        made_by=Maker.AGENT,
        owner_id=request.user.pk,
    )
    key = request.POST.get("key", "")[:60] or f"{pledge.kind}:{pledge.due_at:%s}"
    promising.make_promise(conversation.pk, pledge, key=f"button:{key}")
    return _("Promised. It is on your list.")


@action
def keep(request: AgentRequest, conversation: Conversation, promise: str) -> str:
    kept = promising.keep(_promise_id(conversation, promise), by=request.user)
    late = kept.state == Promise.State.BROKEN
    if late:
        return _("Done, though late. Tell the customer, if you have not.")
    return _("Kept.")


@action
def cancel(request: AgentRequest, conversation: Conversation, promise: str) -> str:
    promising.cancel(_promise_id(conversation, promise), by=request.user)
    return _("No longer owed.")


@action
def pass_on(request: AgentRequest, conversation: Conversation, promise: str) -> str:
    chosen = get_object_or_404(thread.colleagues(), pk=written.number(request, "agent"))
    promising.reassign(_promise_id(conversation, promise), to=chosen, by=request.user)
    return _("{name} owes it now.").format(name=chosen.name)


@action
def outcome(request: AgentRequest, conversation: Conversation) -> str:
    """Resolves the conversation too, unless that was done."""
    chosen = request.POST.get("outcome", "")
    if conversation.status == Conversation.Status.RESOLVED:
        recovering.conclude(conversation.pk, chosen, by=request.user)
    else:
        recovering.resolve(conversation.pk, chosen, by=request.user)
    return _("Noted. Name the root cause to close the loop.")


@action
def close_loop(request: AgentRequest, conversation: Conversation) -> str:
    note = request.POST.get("note", "")
    recovering.close(conversation.pk, request.POST.get("cause", ""), note=note, by=request.user)
    return _("The loop is closed.")


@action
def ask_approval(request: AgentRequest, conversation: Conversation) -> str:
    try:
        offer = written.number(request, "offer")
        making_good.ask_approval(conversation.pk, offer, agent=request.user)
    except MakeGoodOffer.DoesNotExist as error:
        raise Http404("No such offer.") from error
    return _("Asked. An owner or admin sees it here.")


@action
def approve(request: AgentRequest, conversation: Conversation) -> str:
    good = get_object_or_404(
        MakeGood, pk=written.number(request, "good"), conversation=conversation
    )
    making_good.approve(good.pk, by=request.user)
    return _("Approved.")


def _promise_id(conversation: Conversation, public_id: str) -> int:
    found = get_object_or_404(Promise, conversation=conversation, public_id=public_id)
    return found.pk
