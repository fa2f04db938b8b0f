"""Log in and out, set a password by mail, accept an invitation, change one's profile."""

from django.contrib import messages
from django.contrib.auth import login, logout, update_session_auth_hash
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from helpdesk.agents import looks, tries
from helpdesk.agents.models import Agent
from helpdesk.inbox import passwords, tickets
from helpdesk.inbox.entrance import AgentRequest, agents_only, may_answer, members_only
from helpdesk.inbox.forms import (
    WRONG,
    AcceptForm,
    ChangePasswordForm,
    ForgottenForm,
    LoginForm,
    NewPasswordForm,
    ProfileForm,
)
from tenants.brand.models import Brand
from tenants.limits import Limit, TooFast
from tenants.signing import BadToken

BACKEND = "helpdesk.agents.entering.AgentBackend"
# A socket that comes back every few seconds, in a few tabs.
TICKET = Limit("ticket", 120, 60)
pages = require_http_methods(["GET", "POST"])


@pages
@never_cache
@sensitive_post_parameters("password")
def log_in(request: HttpRequest) -> HttpResponse:
    form = LoginForm(request.POST or None, request=request)
    try:
        if request.method == "POST" and form.is_valid():
            return _enter(request, form.agent)
    except TooFast as error:
        form.add_error(None, WRONG)
        response = _log_in_page(request, form, status=429)
        response["Retry-After"] = str(error.after_seconds)
        return response
    return _log_in_page(request, form, status=422 if form.is_bound else 200)


@pages
@never_cache
@sensitive_post_parameters("password")
def log_in_again(request: HttpRequest) -> HttpResponse:
    """For a page whose log-in has ended: who is in, and the token that forms need from now on.

    ``{me, token}``; ``me`` is null for a stranger. With a POST log in: 422 or 429 with ``detail``.
    """
    form = LoginForm(request.POST or None, request=request)
    try:
        if request.method == "POST":
            if not form.is_valid():
                return JsonResponse({"detail": str(WRONG)}, status=422)
            login(request, form.agent, backend=BACKEND)
    except TooFast as error:
        headers = {"Retry-After": str(error.after_seconds)}
        return JsonResponse({"detail": str(WRONG)}, status=429, headers=headers)
    response = JsonResponse({"me": request.user.pk, "token": get_token(request)})
    if request.method == "POST":
        tries.remember(response, form.agent)
    return response


def _log_in_page(request: HttpRequest, form: LoginForm, *, status: int) -> HttpResponse:
    context = {"form": form, "brand": Brand.current(), "next": request.GET.get("next", "")}
    return render(request, "inbox/account/login.html", context, status=status)


def _enter(request: HttpRequest, agent: Agent) -> HttpResponse:
    """In, and known here from now on."""
    login(request, agent, backend=BACKEND)
    response = redirect(_next(request, agent))
    tries.remember(response, agent)
    return response


@require_POST
def log_out(request: HttpRequest) -> HttpResponse:
    logout(request)
    return redirect("inbox:login")


@require_POST
@agents_only
def ticket(request: AgentRequest) -> HttpResponse:
    """A ticket for the live socket."""
    TICKET.spend(request.user.pk)
    return JsonResponse({"ticket": tickets.issue(str(request.session.session_key))})


@pages
@never_cache
def forgotten(request: HttpRequest) -> HttpResponse:
    """Ask for a link. The answer is the same whether or not the address is known."""
    form = ForgottenForm(request.POST or None)
    sent = request.method == "POST" and form.is_valid()
    if sent:
        email = form.cleaned_data["email"]
        tries.reset(request, email)
        passwords.ask_for_reset(email)
    context = {"form": form, "sent": sent, "brand": Brand.current()}
    return render(request, "inbox/account/forgotten.html", context)


@pages
@never_cache
@sensitive_post_parameters("password")
def reset_password(request: HttpRequest, token: str) -> HttpResponse:
    try:
        agent = passwords.agent_to_reset(token)
    except BadToken:
        return _dead_link(request)
    form = NewPasswordForm(request.POST or None, agent=agent)
    return _set_password(request, form, _("Choose a new password"))


@pages
@never_cache
@sensitive_post_parameters("password")
def accept_invitation(request: HttpRequest, token: str) -> HttpResponse:
    try:
        agent = passwords.invited_agent(token)
    except BadToken:
        return _dead_link(request)
    form = AcceptForm(request.POST or None, agent=agent, initial={"name": agent.name})
    return _set_password(request, form, _("Welcome aboard"))


@pages
@members_only
@sensitive_post_parameters("current", "password")
def profile(request: AgentRequest) -> HttpResponse:
    """Two forms on one page; ``form`` in the request says which one was sent."""
    sent = request.POST.get("form", "")
    if sent == "password":
        tries.PASSWORD.spend(request.user.pk)
    person = ProfileForm(request.POST if sent == "profile" else None, agent=request.user)
    secret = ChangePasswordForm(request.POST if sent == "password" else None, agent=request.user)
    if person.is_valid():
        person.save()
        messages.success(request, _("Your profile is saved."))
        return redirect("inbox:profile")
    if secret.is_valid():
        update_session_auth_hash(request, secret.save())
        messages.success(request, _("Your password is changed. Other devices are logged out."))
        return redirect("inbox:profile")
    context = {"person": person, "secret": secret, "brand": Brand.current()}
    return render(request, "inbox/account/profile.html", context, status=422 if sent else 200)


@require_POST
@members_only
def prefer(request: AgentRequest) -> HttpResponse:
    """Colours, room or single keys, as a switch of the inbox says them: the first one sent."""
    name = next((one for one in looks.CHOICES if one in request.POST), "")
    try:
        looks.prefer(request.user, name, request.POST.get(name, ""))
    except ValidationError as error:
        return HttpResponse(" ".join(error.messages), status=422, content_type="text/plain")
    return HttpResponse(status=204) if request.htmx else redirect("inbox:profile")


def _set_password(request: HttpRequest, form: NewPasswordForm, title: str) -> HttpResponse:
    """Save and log in, or show the form (again)."""
    if form.is_valid():
        return _enter(request, form.save())
    context = {"form": form, "title": title, "agent": form.agent, "brand": Brand.current()}
    status = 422 if form.is_bound else 200
    return render(request, "inbox/account/set_password.html", context, status=status)


def _dead_link(request: HttpRequest) -> HttpResponse:
    context = {"brand": Brand.current()}
    return render(request, "inbox/account/dead_link.html", context, status=410)


def _next(request: HttpRequest, agent: Agent) -> str:
    """Where they wanted to go, if that is here; else the room their role works in."""
    wanted = request.GET.get("next", "")
    if wanted and url_has_allowed_host_and_scheme(wanted, {request.get_host()}):
        return wanted
    return reverse("inbox:list") if may_answer(agent) else reverse("admin:index")
