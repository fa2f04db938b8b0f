"""The policy page: what is live, what the draft would change, what was published before."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from escalation.models import PolicyVersion
from escalation.policy import publishing
from escalation.policy.checking import problems_of_draft
from escalation.policy.differences import differences
from escalation.policy.drafting import draft
from escalation.rulebook import current_policy
from helpdesk.agents.models import Agent
from helpdesk.assistant.naming import names

VIEW, CHANGE = "escalation.view_policyversion", "escalation.change_policyversion"
VERSIONS_SHOWN = 50
View = Callable[..., HttpResponse]


def _for(permission: str) -> Callable[[View], View]:
    def guarded(view: View) -> View:
        @wraps(view)
        def asked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not isinstance(request.user, Agent) or not request.user.has_perm(permission):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        return asked

    return guarded


@require_GET
@_for(VIEW)
def policy(request: HttpRequest) -> HttpResponse:
    """What is live, sentence by sentence what the draft would change, and the history."""
    called, spec, live = names(), draft(), current_policy()
    return _page(
        request,
        "console/policy.html",
        title="Policy",
        live=PolicyVersion.objects.filter(number=live.number).first(),
        changes=differences(live.spec, spec, called),
        problems=problems_of_draft(called),
        seen=spec.fingerprint(),
        is_replayed=publishing.is_replayed(spec),
        versions=PolicyVersion.objects.defer("content")[:VERSIONS_SHOWN],
    )


@require_GET
@_for(VIEW)
def version(request: HttpRequest, number: int) -> HttpResponse:
    """One version, held against any other, or against the one before it."""
    shown = _version(number)
    others = PolicyVersion.objects.defer("content").exclude(number=number)[:VERSIONS_SHOWN]
    against = _against(request, shown)
    old = against.spec if against else None
    return _page(
        request,
        "console/policy_version.html",
        title=str(shown),
        shown=shown,
        against=against,
        others=others,
        changes=differences(old, shown.spec, names()) if old else [],
        is_live=shown.number == current_policy().number,
    )


@require_POST
@_for(CHANGE)
def publish(request: HttpRequest) -> HttpResponse:
    note, seen = request.POST.get("note", ""), request.POST.get("seen", "")
    # Who is refused writes no note twice.
    again = f"?{urlencode({'note': note})}" if note else ""
    return _done(request, lambda by: str(publishing.publish(note, by, seen=seen)), again)


@require_POST
@_for(CHANGE)
def roll_back(request: HttpRequest, number: int) -> HttpResponse:
    return _done(request, lambda by: str(publishing.roll_back(number, by)))


@require_POST
@_for(CHANGE)
def discard(request: HttpRequest) -> HttpResponse:
    def discarded(_by: Agent) -> str:
        publishing.discard_draft()
        return "The draft says again what is live."

    return _done(request, discarded)


def _page(request: HttpRequest, template: str, **shown: Any) -> HttpResponse:
    user = request.user
    may_change = isinstance(user, Agent) and user.has_perm(CHANGE)
    context = {**admin.site.each_context(request), **shown, "may_change": may_change}
    return TemplateResponse(request, template, context)


def _done(request: HttpRequest, verb: Callable[[Agent], str], again: str = "") -> HttpResponse:
    """Back to the page, which says what came of it; with ``again`` where it was refused."""
    by = request.user
    if not isinstance(by, Agent):
        raise PermissionDenied
    try:
        messages.success(request, verb(by))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return HttpResponseRedirect(reverse("console:policy") + again)
    return HttpResponseRedirect(reverse("console:policy"))


def _version(number: int | str) -> PolicyVersion:
    found = PolicyVersion.objects.filter(number=number).first()
    if found is None:
        raise Http404(f"There is no version {number}.")
    return found


def _against(request: HttpRequest, shown: PolicyVersion) -> PolicyVersion | None:
    asked = request.GET.get("against", "")
    if asked.isdecimal() and len(asked) < 9:
        return _version(asked)
    return PolicyVersion.objects.filter(number__lt=shown.number).first()
