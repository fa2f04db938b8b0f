"""Who may enter the inbox, and how strangers are turned away."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django_htmx.http import HttpResponseClientRedirect
from django_htmx.middleware import HtmxDetails

from helpdesk.agents.models import Agent
from helpdesk.agents.roles import ANSWERING_ROLES
from helpdesk.inbox import languages
from tenants.hosts import Host


class InboxRequest(HttpRequest):
    """What the middleware adds to a request, for annotations."""

    htmx: HtmxDetails
    tenant: Host


class AgentRequest(InboxRequest):
    """A request behind ``members_only``."""

    user: Agent


Page = Callable[..., HttpResponseBase]


def may_answer(agent: Agent | AnonymousUser | None) -> bool:
    return isinstance(agent, Agent) and agent.is_active and agent.role in ANSWERING_ROLES


def agents_only(page: Page) -> Page:
    """Send strangers to the log-in page; refuse members who do not answer customers."""

    @members_only
    @wraps(page)
    def guarded(request: AgentRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not may_answer(request.user):
            raise PermissionDenied(_("Your role does not answer customers."))
        return page(request, *args, **kwargs)

    return guarded


def members_only(page: Page) -> Page:
    """Send strangers to the log-in page, and back here afterwards."""

    @wraps(page)
    def guarded(request: InboxRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return _to_log_in(request)
        languages.speak_to(request.user)
        return page(request, *args, **kwargs)

    return guarded


def _to_log_in(request: InboxRequest) -> HttpResponseBase:
    """A fragment must not be replaced by a log-in page, so htmx is told to go there whole."""
    login = reverse("inbox:login")
    if request.htmx:
        page = request.htmx.current_url_abs_path or reverse("inbox:list")
        return HttpResponseClientRedirect(f"{login}?{urlencode({'next': page})}")
    wanted = request.get_full_path() if request.method == "GET" else reverse("inbox:list")
    return HttpResponseRedirect(f"{login}?{urlencode({'next': wanted})}")
