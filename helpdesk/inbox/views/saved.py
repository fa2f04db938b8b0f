"""Views that agents save: keep one, share it, put it in order, take it away."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from escalation.models import Team
from helpdesk.agents.models import Agent
from helpdesk.inbox import asking, choosing
from helpdesk.inbox.asking import Asked
from helpdesk.inbox.entrance import AgentRequest, agents_only
from helpdesk.selecting import saving
from helpdesk.selecting.models import SavedView
from helpdesk.selecting.saving import Wanted
from tenants.brand.models import Brand

Verb = Callable[[AgentRequest, str], str]


@require_GET
@agents_only
def saved_page(request: AgentRequest) -> HttpResponse:
    """All that the agent sees, each with its filters in words, and what they may do to it."""
    views = list(saving.visible_to(request.user).select_related("owner", "team"))
    known = choosing.known()
    shown = [
        {
            "saved": view,
            "marks": choosing.marks(asking.of_saved(view, known)),
            "may_change": saving.may_change(view, request.user),
            "may_move": saving.may_move(view, request.user),
        }
        for view in views
    ]
    context = {"shown": shown, "brand": Brand.current(), **_audiences(request.user)}
    return render(request, "inbox/saved.html", context)


@require_http_methods(["GET", "POST"])
@agents_only
def save_view(request: AgentRequest) -> HttpResponseBase:
    """A form for the filters of the address, and where it is sent. 422 keeps what was typed."""
    asked = _asked(request)
    wrong: dict[str, list[str]] = {}
    if request.method == "POST" and not asked.wrong:
        try:
            made = saving.save(_wanted(request), asked.filters, by=request.user)
        except ValidationError as error:
            wrong = error.message_dict
        except PermissionDenied as error:
            wrong = {"audience": [str(error)]}
        else:
            messages.success(request, _("“%(name)s” is saved.") % {"name": made.name})
            return redirect(f"{reverse('inbox:list')}?view={made.public_id}")
    context = {
        "asked": asked,
        "marks": choosing.marks(asked),
        "given": request.POST,
        "wrong": wrong,
        "brand": Brand.current(),
        **_audiences(request.user),
    }
    template = "inbox/_save_view.html" if request.htmx else "inbox/save_view.html"
    return render(request, template, context, status=422 if wrong or asked.wrong else 200)


def _changing(verb: Verb) -> Callable[..., HttpResponseBase]:
    """A view of ``verb``, which returns where to go; with the refusals of ``saving``."""

    @require_POST
    @agents_only
    @wraps(verb)
    def view(request: AgentRequest, public_id: str) -> HttpResponseBase:
        try:
            return redirect(verb(request, public_id))
        except SavedView.DoesNotExist as error:
            raise Http404("No such view.") from error
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        except PermissionDenied as error:
            messages.error(request, str(error))
        return redirect("inbox:saved")

    return view


@_changing
def change_saved(request: AgentRequest, public_id: str) -> str:
    """Its name and audience; or, with ``what=filters``, the filters of the address."""
    if request.POST.get("what") == "filters":
        asked = _asked(request)
        if asked.wrong:
            raise ValidationError(asked.wrong)  # type: ignore[arg-type]
        saving.change(public_id, by=request.user, given=asked.filters)
        return f"{reverse('inbox:list')}?view={public_id}"
    changed = saving.change(public_id, by=request.user, wanted=_wanted(request))
    messages.success(request, _("“%(name)s” is saved.") % {"name": changed.name})
    return reverse("inbox:saved")


@_changing
def delete_saved(request: AgentRequest, public_id: str) -> str:
    saving.delete(public_id, by=request.user)
    messages.success(request, _("The view is gone. Its conversations are where they were."))
    return reverse("inbox:saved")


@_changing
def move_saved(request: AgentRequest, public_id: str) -> str:
    """One place up or down."""
    steps = -1 if request.POST.get("to") == "up" else 1
    saving.move(public_id, steps, by=request.user)
    return reverse("inbox:saved")


def _asked(request: AgentRequest) -> Asked:
    query = dict(request.GET.lists())
    return asking.asked(query, request.user, saving.seen_by(request.user))


def _wanted(request: AgentRequest) -> Wanted:
    """Raises ``ValidationError`` for a team that is not there."""
    audience, number = request.POST.get("audience", ""), request.POST.get("team", "")
    team = None
    if audience == SavedView.Audience.TEAM and number.isdecimal() and len(number) < 19:
        team = Team.objects.filter(pk=number).first()
    return Wanted(request.POST.get("name", ""), audience, team)


def _audiences(agent: Agent) -> dict[str, Any]:
    """To whom this agent may show a view."""
    audiences = [
        (value, words)
        for value, words in SavedView.Audience.choices
        if value != SavedView.Audience.EVERYONE or saving.leads(agent)
    ]
    teams = Team.objects.all() if saving.leads(agent) else agent.teams.all()
    return {
        "audiences": audiences,
        "teams": [(str(pk), name) for pk, name in teams.values_list("pk", "name")],
    }
