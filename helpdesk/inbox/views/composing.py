"""What the composer asks for while one writes: its menus, and macros."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from helpdesk.agents.models import Agent
from helpdesk.composing import macros
from helpdesk.composing.forms import MacroForm
from helpdesk.composing.models import Macro
from helpdesk.composing.variables import VARIABLES, Facts
from helpdesk.inbox import inserting
from helpdesk.inbox.entrance import AgentRequest, agents_only
from helpdesk.inbox.views.reading import conversation_or_404
from tenants.brand.models import Brand

# What is typed after the sign that opens a menu.
TYPED = 80


@require_GET
@agents_only
def insert(request: AgentRequest, public_id: str) -> HttpResponse:
    """The lines of a menu: ``what`` is macros, articles, variables or people."""
    facts = Facts(conversation_or_404(public_id), request.user)
    typed = request.GET.get("q", "").replace("\x00", "")[:TYPED]
    asked = inserting.Asked(typed, facts, f"{request.scheme}://{request.get_host()}")
    what = request.GET.get("what", "")
    context = {"options": inserting.options(what, asked), "what": what, "facts": facts}
    return render(request, "inbox/_insert.html", context)


@require_POST
@agents_only
def use_macro(request: AgentRequest, public_id: str, macro: str) -> HttpResponseBase:
    """``{reply, along, macro, name}`` for the composer, or ``{done}``; else why not."""
    facts = Facts(conversation_or_404(public_id), request.user)
    found = _offered(macro, request.user)
    try:
        used = macros.use(found.pk, facts)
    except ValidationError as error:
        return JsonResponse({"detail": " ".join(error.messages)}, status=422)
    except PermissionDenied as error:
        return JsonResponse({"detail": str(error)}, status=409)
    if not used.reply:
        return JsonResponse({"done": _("“%s” is done.") % found.name})
    along = {"along": used.along, "macro": found.public_id, "name": found.name}
    return JsonResponse({"reply": used.reply, **along})


@require_GET
@agents_only
def macro_list(request: AgentRequest) -> HttpResponse:
    """What this agent may use, with what each does and how often it was used."""
    rows = [
        {
            "macro": one,
            "lines": macros.in_words(one.steps),
            "may_change": macros.may_change(one, request.user),
        }
        for one in Macro.objects.offered_to(request.user).select_related("owner", "team")
    ]
    return render(request, "inbox/macros.html", {"rows": rows, "brand": Brand.current()})


@require_http_methods(["GET", "POST"])
@agents_only
def macro(request: AgentRequest, macro: str = "") -> HttpResponse:
    """A macro's form; without an id a new one of this agent's own."""
    found = (
        _to_change(macro, request.user) if macro else Macro(owner=request.user, shared="private")
    )
    form = MacroForm(request.POST or None, instance=found, agent=request.user)
    if form.is_valid():
        form.save()
        messages.success(request, _("“%s” is saved.") % form.instance.name)
        return redirect("inbox:macros")
    context = {"form": form, "brand": Brand.current(), "variables": VARIABLES.items()}
    return render(request, "inbox/macro.html", context, status=422 if form.is_bound else 200)


@require_POST
@agents_only
def delete_macro(request: AgentRequest, macro: str) -> HttpResponse:
    found = _to_change(macro, request.user)
    found.delete()
    messages.success(request, _("“%s” is deleted.") % found.name)
    return redirect("inbox:macros")


def _offered(public_id: str, agent: Agent) -> Macro:
    try:
        return Macro.objects.offered_to(agent).get(public_id=public_id)
    except Macro.DoesNotExist as error:
        raise Http404("No such macro.") from error


def _to_change(public_id: str, agent: Agent) -> Macro:
    """Raises ``Http404`` for what the agent is not offered, ``PermissionDenied`` for another's."""
    found = _offered(public_id, agent)
    if not macros.may_change(found, agent):
        raise PermissionDenied(_("Whoever made this macro changes it, or an admin."))
    return found
