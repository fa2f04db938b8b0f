"""Buttons and forms of a thread: parse, authorise, call one verb, answer.

To htmx the answer is empty: what changed comes through ``news``, the same way as everybody
else's changes. Without scripts the browser is sent back to the thread.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import wraps
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from helpdesk.composing import holding, saying
from helpdesk.composing.models import Habits
from helpdesk.conversations import lifecycle, rechecking, redacting, replying
from helpdesk.conversations.lifecycle import AlreadyTaken
from helpdesk.conversations.messaging import Refused
from helpdesk.conversations.models import Conversation, Message
from helpdesk.conversations.rechecking import ChangedMeanwhile, MergedAway
from helpdesk.inbox import thread, written
from helpdesk.inbox.entrance import AgentRequest, agents_only
from helpdesk.inbox.views import colliding
from helpdesk.inbox.views.reading import conversation_or_404
from helpdesk.notifying.colliding import Collision, heeding
from helpdesk.routing import hurrying


@dataclass(frozen=True, slots=True)
class Told:
    """What is said when it worked, and what the page's scripts are told beside."""

    words: str = ""
    beside: dict[str, Any] = field(default_factory=dict)


# What is said when it worked; None says nothing, because the thread shows it. A whole answer
# leads elsewhere.
Deed = Callable[..., Told | str | HttpResponseBase | None]


def action(deed: Deed) -> Callable[..., HttpResponseBase]:
    """As ``spoken``; where the conversation was merged meanwhile nobody is led along silently."""

    @wraps(deed)
    def careful(
        request: AgentRequest, conversation: Conversation, **kwargs: Any
    ) -> Told | str | HttpResponseBase | None:
        if conversation.merged_into:
            words = _("This was merged into #{number} meanwhile. Look there first.")
            raise MergedAway(conversation.merged_into, words)
        return deed(request, conversation, **kwargs)

    return spoken(careful)


def spoken(deed: Deed) -> Callable[..., HttpResponseBase]:
    """A view of ``deed(request, conversation, …)``, with the refusals every verb may raise."""

    @require_POST
    @agents_only
    @wraps(deed)
    def view(request: AgentRequest, public_id: str, **kwargs: Any) -> HttpResponseBase:
        conversation = conversation_or_404(public_id)
        status = 409
        try:
            return _done(request, conversation, deed(request, conversation, **kwargs))
        except Collision as met:
            return colliding.warned(request, conversation, met)
        except (AlreadyTaken, ChangedMeanwhile) as changed:
            words = str(changed)
        except ValidationError as error:
            status, words = 422, " ".join(error.messages)
        except Refused:
            words = _("This contact is blocked.")
        return answered(request, conversation, status=status, words=words)

    return view


def _done(
    request: AgentRequest, conversation: Conversation, answer: Told | str | HttpResponseBase | None
) -> HttpResponseBase:
    if isinstance(answer, HttpResponseBase):
        return answer
    told = answer if isinstance(answer, Told) else Told(answer or "")
    return answered(request, conversation, status=204, words=told.words, **told.beside)


@spoken
def reply(request: AgentRequest, conversation: Conversation) -> Told | None:
    """Say it, or hold it for as long as its agent wants to be able to take it back.

    Only where it means what the agent saw: the page then shows what is, and the words go again.
    """
    letter, by = written.letter(request, conversation), request.user
    # Only a page that can show the way back asks for it.
    seconds = Habits.of(by).undo_seconds if request.POST.get("undo") else 0
    with heeding(conversation.pk, by, written.known(request, letter.cid)), transaction.atomic():
        rechecking.check(conversation.pk, by, fence=written.fence(request), cid=letter.cid)
        if seconds:
            holding.hold(conversation.pk, by, letter, holding.in_seconds(seconds))
        else:
            saying.say(conversation.pk, by, letter)
    written.draft_is_sent(request, conversation, "reply")
    if request.POST.get("elsewhere"):
        return Told(_("Sent in #{number}.").format(number=conversation.pk))
    return Told(beside={"held": seconds}) if seconds else None


@spoken
def note(request: AgentRequest, conversation: Conversation) -> None:
    replying.note(conversation.pk, request.user, **written.message(request))
    written.draft_is_sent(request, conversation, "note")


@action
def claim(request: AgentRequest, conversation: Conversation) -> None:
    lifecycle.claim(conversation.pk, request.user)


@action
def assign(request: AgentRequest, conversation: Conversation) -> str:
    chosen = get_object_or_404(thread.colleagues(), pk=written.number(request, "agent"))
    lifecycle.assign(conversation.pk, to=chosen, by=request.user)
    if chosen == request.user:
        return _("It is yours now.")
    return _("{name} has it now.").format(name=chosen.name)


@action
def release(request: AgentRequest, conversation: Conversation) -> str:
    team = get_object_or_404(thread.teams(), pk=written.number(request, "team"))
    lifecycle.release(conversation.pk, team=team)
    return _("Back in the queue of {team}.").format(team=team.name)


@action
def resolve(request: AgentRequest, conversation: Conversation) -> str:
    lifecycle.resolve(conversation.pk, by=request.user)
    return _("Resolved.")


@action
def reopen(request: AgentRequest, conversation: Conversation) -> None:
    lifecycle.reopen(conversation.pk, by=request.user)


@action
def give_back(request: AgentRequest, conversation: Conversation) -> None:
    lifecycle.give_back(conversation.pk, by=request.user)


@action
def switch_assistant(request: AgentRequest, conversation: Conversation) -> None:
    on = request.POST.get("on") == "true"
    lifecycle.switch_assistant(conversation.pk, on=on, by=request.user)


@action
def prioritise(request: AgentRequest, conversation: Conversation) -> None:
    hurrying.set_priority(conversation.pk, request.POST.get("priority", ""), by=request.user)


@action
def block(request: AgentRequest, conversation: Conversation) -> str:
    lifecycle.block(conversation.pk, by=request.user)
    return _("Blocked. This contact can no longer write.")


@action
def redact(request: AgentRequest, conversation: Conversation, seq: int) -> str:
    try:
        redacting.redact(conversation.pk, seq, by=request.user)
    except Message.DoesNotExist as error:
        raise Http404("No such entry.") from error
    return _("Redacted. The text is gone for everyone.")


def answered(
    request: AgentRequest, conversation: Conversation, *, status: int, words: str, **beside: Any
) -> HttpResponseBase:
    """The answer of a button: an event for htmx, else the thread again, with ``words``."""
    failed = status >= 400
    if request.htmx:
        happened = {"failed": failed, "words": words, "conversation": conversation.pk, **beside}
        return HttpResponse(
            status=status, headers={"HX-Trigger": json.dumps({"handrail:answered": happened})}
        )
    if words:
        messages.add_message(request, messages.ERROR if failed else messages.SUCCESS, words)
    return redirect("inbox:thread", public_id=conversation.public_id)
