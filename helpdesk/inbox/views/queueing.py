"""The queue page, and the switch by which agents say whether they are there."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from helpdesk.inbox.entrance import AgentRequest, agents_only
from helpdesk.routing import attending, overview
from tenants.brand.models import Brand


@require_GET
@agents_only
def queue_page(request: AgentRequest) -> HttpResponse:
    """Who waits for which team, in whose turn it is, and who is there; alone for htmx."""
    context = {"queues": overview.queues(), "brand": Brand.current()}
    template = "inbox/_queues.html" if request.htmx else "inbox/queue.html"
    return render(request, template, context)


@require_GET
@agents_only
def availability(request: AgentRequest) -> HttpResponse:
    """The switch as it stands."""
    context = {
        "state": attending.state_of(request.user),
        "states": attending.State.choices,
        # Milliseconds without a sign of life, after which one counts as away.
        "away_ms": int(attending.away_after().total_seconds() * 1000),
    }
    return render(request, "inbox/_availability.html", context)


@require_POST
@agents_only
def be(request: AgentRequest) -> HttpResponseBase:
    """Be online, away or offline."""
    try:
        attending.be(request.user, request.POST.get("state", ""))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect("inbox:availability" if request.htmx else "inbox:queue")
