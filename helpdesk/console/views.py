"""Pages of our own in the admin: what is left to set up, and how far confidence can be trusted."""

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse

from helpdesk.agents.models import Agent
from helpdesk.console import plots
from helpdesk.console.checklist import steps
from helpdesk.console.trusting import DAYS, JUDGED_AT_LEAST, Trust, trust


def setup(request: HttpRequest) -> HttpResponse:
    """For who may change the brand: everything on this page is theirs to do."""
    if not isinstance(request.user, Agent) or not request.user.has_perm("brand.change_brand"):
        raise PermissionDenied
    todo = steps()
    needed = [step for step in todo if not step.is_optional]
    context = {
        **admin.site.each_context(request),
        "title": "Set up",
        "steps": todo,
        "done": sum(step.is_done for step in needed),
        "needed": len(needed),
        "loader": request.build_absolute_uri(reverse("widget:loader")),
    }
    return TemplateResponse(request, "console/setup.html", context)


def confidence(request: HttpRequest) -> HttpResponse:
    """For who may see the assistant's settings: what the threshold costs, how true it is."""
    if not isinstance(request.user, Agent) or not request.user.has_perm(
        "assistant.view_assistantsettings"
    ):
        raise PermissionDenied
    found = trust()
    context = {
        **admin.site.each_context(request),
        "title": "Confidence",
        "trust": found,
        "days": DAYS,
        "needed": JUDGED_AT_LEAST,
        "plot": _plot(found),
    }
    return TemplateResponse(request, "console/confidence.html", context)


def _plot(found: Trust) -> dict[str, object]:
    wrong = [(cost.threshold, cost.wrong) for cost in found.costs if cost.wrong is not None]
    most = max((one.count for one in found.bins), default=1)
    return {
        "answered": plots.line([(cost.threshold, cost.answered) for cost in found.costs]),
        "wrong": plots.line(wrong),
        "limit": plots.across(found.limit),
        "dots": [
            plots.Dot(
                plots.across(one.confidence),
                plots.up(one.right),
                round(4 + 8 * (one.count / most) ** 0.5, 1),
                f"{one.count} answers at {one.confidence:.2f}: {one.right:.0%} solved",
            )
            for one in found.bins
        ],
    }
