"""Many conversations at once: what may be done to those that were chosen, and what was done."""

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from helpdesk.inbox import together
from helpdesk.inbox.entrance import AgentRequest, agents_only
from helpdesk.inbox.together import TogetherForm
from helpdesk.inbox.views import browsing
from tenants.brand.models import Brand
from tenants.limits import Limit

# A press of a button is up to ``together.MOST`` changes.
BULK = Limit("inbox bulk", 30, 60)


@require_http_methods(["GET", "POST"])
@agents_only
def bulk(request: AgentRequest) -> HttpResponse:
    """The form for the conversations of ``id``; sent, a report for each of them.

    422 with the form for what cannot be done to any; 200 where it could be tried, whatever came
    of each.
    """
    given = request.POST if request.method == "POST" else request.GET
    form = TogetherForm(request.POST if request.method == "POST" else None, label_suffix="")
    context: dict[str, object] = {"form": form, "place": browsing.place(request)}
    try:
        context["chosen"] = chosen = together.chosen(given.getlist("id"))
    except ValidationError as error:
        return _shown(request, {**context, "wrong": error.messages}, status=422)
    if not form.is_valid():
        return _shown(request, context, status=422 if form.is_bound else 200)
    BULK.spend(request.user.pk)
    outcomes = together.do_to_each(chosen, form.cleaned_data, by=request.user)
    context["done"] = [one for one in outcomes if not one.why_not]
    context["refused"] = [one for one in outcomes if one.why_not]
    return _shown(request, context, status=200)


def _shown(request: AgentRequest, context: dict[str, object], *, status: int) -> HttpResponse:
    """In the sheet for htmx, where an answer that is not shown would be lost; else a page."""
    if request.htmx:
        return render(request, "inbox/_bulk.html", context)
    return render(request, "inbox/bulk.html", {**context, "brand": Brand.current()}, status=status)
