"""A thread as a case: file it, pass it on, let it rest, make one of two or two of one."""

from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET
from django_htmx.http import HttpResponseClientRedirect

from escalation.models import Team
from helpdesk.agents.models import Agent
from helpdesk.conversations import (
    access,
    contacts,
    lifecycle,
    merging,
    splitting,
    transferring,
)
from helpdesk.conversations.models import Conversation
from helpdesk.filing import following, linking, tagging
from helpdesk.inbox import casework, thread, written
from helpdesk.inbox.entrance import AgentRequest, agents_only
from helpdesk.inbox.views.acting import action
from helpdesk.inbox.views.reading import conversation_or_404
from helpdesk.routing import resting
from tenants.brand.models import Brand

UNTIL_REPLY = "reply"
OWN_TIME = "own"


@require_GET
@agents_only
def sheet(request: AgentRequest, public_id: str, sheet: str) -> HttpResponse:
    """What may be chosen, in a dialog: read when it is asked for, so that threads open without.

    Alone, as a link opens it in a new tab, it is a page.
    """
    conversation = conversation_or_404(public_id)
    offer = casework.SHEETS.get(sheet)
    if offer is None:
        raise Http404("No such sheet.")
    context = {"conversation": conversation, "contact": conversation.contact, **offer(conversation)}
    if request.htmx:
        return render(request, f"inbox/sheets/{sheet}.html", context)
    alone = {"sheet": f"inbox/sheets/{sheet}.html", "brand": Brand.current()}
    return render(request, "inbox/sheet_alone.html", {**context, **alone})


@action
def tag(request: AgentRequest, conversation: Conversation) -> str:
    """Names from a field, separated by commas, and those that were ticked."""
    names = [name for text in request.POST.getlist("tags") for name in text.split(",")]
    fresh = tagging.tag(conversation.pk, names, by=request.user)
    return _("Tagged.") if fresh else _("It had these tags already.")


@action
def untag(request: AgentRequest, conversation: Conversation) -> None:
    tagging.untag(conversation.pk, request.POST.getlist("tags"), by=request.user)


@action
def follow(request: AgentRequest, conversation: Conversation) -> HttpResponseBase:
    """Follow, or (``on=false``) follow no longer; answers with the part of the panel that says."""
    on = request.POST.get("on") != "false"
    (following.follow if on else following.unfollow)(conversation.pk, request.user)
    if not request.htmx:
        return redirect("inbox:thread", public_id=conversation.public_id)
    context = {"conversation": conversation, **casework.filed(conversation, request.user)}
    return render(request, "inbox/_followers.html", context)


@action
def transfer(request: AgentRequest, conversation: Conversation) -> str:
    to = _taker(request.POST.get("to", ""))
    note = request.POST.get("note", "").replace("\r\n", "\n")
    transferring.transfer(conversation.pk, to=to, by=request.user, note=note)
    return _("{name} has it now.").format(name=to.name)


@action
def snooze(request: AgentRequest, conversation: Conversation) -> str:
    """By a preset's name, at a time of one's own, or until the customer replies."""
    wanted = request.POST.get("for", "")
    if wanted == UNTIL_REPLY:
        lifecycle.snooze(conversation.pk, until=None, by=request.user)
        return _("Snoozed until the customer writes.")
    if wanted == OWN_TIME:
        until = resting.checked(written.due(request.POST.get("until", "")))
    else:
        times = {one.key: one.at for one in casework.presets(conversation)}
        if wanted not in times:
            raise ValidationError(_("Choose how long to snooze."))
        until = times[wanted]
    lifecycle.snooze(conversation.pk, until=until, by=request.user)
    return _("Snoozed. It returns on time, or when the customer writes.")


@action
def merge(request: AgentRequest, conversation: Conversation) -> HttpResponseBase:
    """Into the chosen one, which is opened."""
    kept = merging.merge(conversation.pk, into=_named(request, "into").pk, by=request.user)
    return _opened(request, kept)


@action
def split(request: AgentRequest, conversation: Conversation) -> HttpResponseBase:
    """From the chosen message on; what is new is opened."""
    seq = written.number(request, "seq") if request.POST.get("seq") else 0
    return _opened(request, splitting.split(conversation.pk, seq, by=request.user))


@action
def link(request: AgentRequest, conversation: Conversation) -> str:
    linking.link(conversation.pk, _named(request, "other").pk, by=request.user)
    return _("Linked.")


@action
def unlink(request: AgentRequest, conversation: Conversation) -> None:
    linking.unlink(conversation.pk, _named(request, "other").pk, by=request.user)


@action
def contact(request: AgentRequest, conversation: Conversation) -> str:
    """Name, e-mail and phone, as the agent learnt them."""
    fields = {name: request.POST.get(name, "") for name in ("name", "email", "phone")}
    contacts.correct(conversation.contact_id, **fields, by=request.user, in_id=conversation.pk)
    return _("Saved.")


def _taker(chosen: str) -> Agent | Team:
    """``agent:7`` or ``team:3``. Raises ``ValidationError`` for what is neither."""
    kind, _mark, number = chosen.partition(":")
    key = int(number) if number.isdecimal() and len(number) < 18 else 0
    found: Agent | Team | None = None
    if kind == "agent":
        found = thread.colleagues().filter(pk=key).first()
    elif kind == "team":
        found = thread.teams().filter(pk=key).first()
    if found is None:
        raise ValidationError(_("Choose a colleague or a team."))
    return found


def _opened(request: AgentRequest, conversation: Conversation) -> HttpResponseBase:
    address = reverse("inbox:thread", args=[conversation.public_id])
    return HttpResponseClientRedirect(address) if request.htmx else redirect(address)


def _named(request: AgentRequest, field: str) -> Conversation:
    """Chosen from a list, or typed by its number. Raises ``ValidationError``."""
    typed = request.POST.get(f"{field}_number", "").strip().lstrip("#")
    try:
        if typed:
            number = int(typed) if typed.isdecimal() and len(typed) < 18 else 0
            return access.by_public_id(
                Conversation.objects.values_list("public_id", flat=True).get(pk=number)
            )
        return access.by_public_id(request.POST.get(field, "").replace("\x00", ""))
    except Conversation.DoesNotExist as error:
        raise ValidationError(
            _("Choose a conversation, or give the number of one: #12.")
        ) from error
