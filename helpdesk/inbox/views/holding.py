"""Drafts, replies that are sent later or may be taken back, and how an agent writes."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from helpdesk.composing import drafting, holding
from helpdesk.composing.drafting import Place, Stale
from helpdesk.composing.forms import HabitsForm
from helpdesk.composing.models import Habits, HeldReply
from helpdesk.composing.variables import VARIABLES
from helpdesk.conversations.models import Conversation
from helpdesk.inbox import drafted, written
from helpdesk.inbox.entrance import AgentRequest, agents_only
from helpdesk.inbox.views.acting import Told, action
from helpdesk.inbox.views.reading import conversation_or_404
from helpdesk.notifying.colliding import Collision, heeding
from tenants.brand.models import Brand

_GONE = gettext_lazy("It is too late: this reply was sent, or taken back elsewhere.")


@require_http_methods(["GET", "POST"])
@agents_only
def draft(request: AgentRequest, public_id: str) -> HttpResponseBase:
    """Both drafts as they are, or with a POST keep one over the version that was seen.

    409 with the draft as it is when another tab or device has changed it.
    """
    conversation = conversation_or_404(public_id)
    if request.method == "GET":
        drafts = drafting.of(conversation.pk, request.user)
        return JsonResponse(drafted.shown(drafts, request.user))
    place = Place(conversation.pk, request.user, request.POST.get("kind", ""))
    try:
        kept = drafting.keep(place, written.draft(request), seen=written.seen(request))
    except Stale as stale:
        now = drafted.one(stale.now, request.user) if stale.now else None
        return JsonResponse({"draft": now}, status=409)
    except ValidationError as error:
        return JsonResponse({"detail": " ".join(error.messages)}, status=422)
    return JsonResponse({"version": str(kept.version) if kept else ""})


@action
def schedule(request: AgentRequest, conversation: Conversation) -> Told:
    """Send it later. What was not seen yet is looked at before, and not sent all the same."""
    letter, when = written.letter(request, conversation), written.when(request)
    try:
        with heeding(conversation.pk, request.user, written.known(request, letter.cid)):
            holding.hold(conversation.pk, request.user, letter, when)
    except Collision as met:
        words = _("Something happened that you have not seen. Look, then choose the time again.")
        raise ValidationError(words) from met
    written.draft_is_sent(request, conversation, "reply")
    return Told(_("It is sent later. Until then it stands here, for colleagues only."))


@require_GET
@agents_only
def held(request: AgentRequest, public_id: str) -> HttpResponse:
    """What is held in a conversation."""
    conversation = conversation_or_404(public_id)
    context = {"conversation": conversation, "held": holding.of(conversation.pk)}
    return render(request, "inbox/_held.html", context)


@action
def send_now(request: AgentRequest, conversation: Conversation, held: str) -> None:
    """Whatever stopped it, or long before it is due."""
    try:
        holding.send_now(_held_id(conversation, held), by=request.user)
    except HeldReply.DoesNotExist as error:
        raise ValidationError(_GONE) from error
    except PermissionDenied as error:
        raise ValidationError(str(error)) from error


@require_POST
@agents_only
def take_back(request: AgentRequest, public_id: str, held: str) -> HttpResponseBase:
    """Its text for the composer; a plain form is led to the thread, where it is a draft."""
    conversation = conversation_or_404(public_id)
    try:
        row = holding.take_back(_held_id(conversation, held), by=request.user)
    except HeldReply.DoesNotExist:
        return _not_taken_back(request, conversation, str(_GONE), status=409)
    except PermissionDenied as error:
        return _not_taken_back(request, conversation, str(error), status=403)
    if request.POST.get("plain"):
        return redirect("inbox:thread", public_id=public_id)
    drafts = drafted.shown(drafting.of(conversation.pk, request.user), request.user)
    text = drafted.written(row, request.user, row.kept["macros"])
    version = drafts.get("reply", {}).get("version", "")
    return JsonResponse({**text, "offer": row.kept["offer"], "version": version})


@require_GET
@agents_only
def scheduled(request: AgentRequest) -> HttpResponse:
    """One's own held replies in all conversations; for htmx only how many, stopped ones apart."""
    rows = holding.mine(request.user)
    stopped = sum(row.is_stopped for row in rows)
    context = {"held": rows, "stopped": stopped, "brand": Brand.current()}
    template = "inbox/_scheduled_count.html" if request.htmx else "inbox/scheduled.html"
    return render(request, template, context)


@require_http_methods(["GET", "POST"])
@agents_only
def writing(request: AgentRequest) -> HttpResponse:
    """Signature, and the seconds in which a reply may be taken back."""
    form = HabitsForm(request.POST or None, instance=Habits.of(request.user))
    if form.is_valid():
        form.save()
        messages.success(request, _("That is how you write from now on."))
        return redirect("inbox:writing")
    context = {"form": form, "brand": Brand.current(), "variables": VARIABLES.items()}
    return render(request, "inbox/writing.html", context, status=422 if form.is_bound else 200)


def _held_id(conversation: Conversation, public_id: str) -> int:
    """Raises ``HeldReply.DoesNotExist``."""
    return HeldReply.objects.only("pk").get(conversation=conversation, public_id=public_id).pk


def _not_taken_back(
    request: AgentRequest, conversation: Conversation, words: str, *, status: int
) -> HttpResponseBase:
    if not request.POST.get("plain"):
        return JsonResponse({"detail": words}, status=status)
    messages.error(request, words)
    return redirect("inbox:thread", public_id=conversation.public_id)
