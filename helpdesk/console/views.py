"""The set-up page: what is left to do, the snippet to copy, and a chat to try."""

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse

from helpdesk.agents.models import Agent
from helpdesk.console.checklist import steps


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
