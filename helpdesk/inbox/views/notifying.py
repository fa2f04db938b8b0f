"""Where an agent chooses what they are told of, and says that they are not to be disturbed."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from helpdesk.inbox import noticing
from helpdesk.inbox.entrance import AgentRequest, agents_only
from helpdesk.inbox.noticing import NoticeForm
from helpdesk.notifying import wishing
from helpdesk.notifying.models import NoticeSettings
from helpdesk.notifying.occasions import Channel
from tenants.brand.models import Brand
from tenants.limits import Limit

# As often as something moves, in a few windows.
ATTENTION = Limit("attention", 240, 60)


@require_GET
@agents_only
def attention(request: AgentRequest) -> HttpResponse:
    """What calls for the agent now, for scripts."""
    ATTENTION.spend(request.user.pk)
    return JsonResponse(noticing.attention_of(request.user))


@require_http_methods(["GET", "POST"])
@agents_only
def notifications(request: AgentRequest) -> HttpResponse:
    """What to be told of, by which channel; when not."""
    chosen = NoticeSettings.of(request.user.pk)
    form = NoticeForm(request.POST or None, instance=chosen)
    if form.is_valid():
        wishing.keep(form.save(commit=False))
        messages.success(request, _("Saved."))
        return redirect("inbox:notifications")
    now = timezone.now()
    context = {
        "form": form,
        "channels": Channel.labels,
        "paused_until": chosen.paused_until
        if chosen.paused_until and chosen.paused_until > now
        else None,
        "brand": Brand.current(),
    }
    status = 422 if form.is_bound else 200
    return render(request, "inbox/account/notifications.html", context, status=status)


@require_POST
@agents_only
def pause(request: AgentRequest) -> HttpResponseBase:
    """Do not disturb for a while, or again."""
    zone = NoticeSettings.of(request.user.pk).time_zone
    try:
        until = noticing.pause_until(request.POST.get("for", ""), request.POST.get("at", ""), zone)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("inbox:notifications")
    wishing.pause(request.user.pk, until)
    messages.success(request, _("You are not disturbed.") if until else _("You are told again."))
    return redirect("inbox:notifications")
