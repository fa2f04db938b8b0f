"""Where a draft is replayed before it is published: begun, watched, stopped, and read."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.views.decorators.http import require_POST
from unfold.admin import ModelAdmin
from unfold.decorators import display

from escalation.models import Backtest
from escalation.policy.drafting import draft
from helpdesk.backtests import curving, starting
from helpdesk.backtests.forms import USUAL_DAYS, CostForm, StartForm
from helpdesk.backtests.models import Changed, CostOfError, PastFile
from helpdesk.backtests.reporting import CHANGES, DAYS, report_of
from helpdesk.backtests.transcripts import first_words, transcript_of
from helpdesk.backtests.working import LISTED

PER_PAGE = 50
_COLOURS = {
    "Waiting": "info",
    "Running": "info",
    "Finished": "success",
    "Failed": "danger",
    "Cancelled": "warning",
}


@admin.register(Backtest)
class BacktestAdmin(ModelAdmin):
    """Backtests. ``working`` does the work."""

    list_display = ["begun", "what", "status", "result", "requested_by"]
    list_filter = ["state", "source"]
    list_select_related = ["requested_by", "run__file"]
    list_display_links = ["begun"]
    ordering = ["-id"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Backtest]:
        backtests: QuerySet[Backtest] = super().get_queryset(request)
        return backtests.defer("old", "new")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """A backtest is a record: it is read, stopped or deleted, not edited."""
        return False

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Choose what is replayed."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        has_own = starting.has_own(USUAL_DAYS)
        form = StartForm(
            request.POST or None,
            request.FILES or None,
            initial={"source": "own" if has_own else "sample", "days": USUAL_DAYS},
        )
        if request.method == "POST" and form.is_valid() and (begun := form.start(request.user)):
            return redirect(_report(begun))
        context = {
            **self.admin_site.each_context(request),
            "title": "Backtest the draft",
            "opts": self.opts,
            "form": form,
            "has_own": has_own,
            **(extra_context or {}),
        }
        return TemplateResponse(request, "backtests/add.html", context)

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Progress while it runs, then what came of it."""
        context = {
            **self.admin_site.each_context(request),
            **self._shown(request, object_id),
            **(extra_context or {}),
        }
        return TemplateResponse(request, "backtests/report.html", context)

    def progress_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """What changes on that page while it runs."""
        return TemplateResponse(request, "backtests/_report.html", self._shown(request, object_id))

    def cancel_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        backtest = self._writable(request, object_id)
        starting.cancel(backtest.pk)
        messages.success(request, "It stops after the conversations that are being replayed.")
        return redirect(_report(backtest))

    def costs_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Keep what errors cost; the curves follow at once."""
        backtest = self._writable(request, object_id)
        form = CostForm(request.POST, instance=CostOfError.current())
        if not form.is_valid():
            context = {
                **self.admin_site.each_context(request),
                **self._shown(request, object_id),
                "cost_form": form,
            }
            return TemplateResponse(request, "backtests/report.html", context, status=400)
        form.save()
        return redirect(f"{_report(backtest)}#thresholds")

    def take_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """One click puts a suggested threshold into the draft."""
        backtest = self._writable(request, object_id)
        key = request.POST.get("dial", "")
        try:
            taken = curving.take_suggestion(backtest, key, CostOfError.current().costs)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        else:
            messages.success(
                request, f"The draft has {taken:g} now. Replay it before you publish it."
            )
        return redirect(f"{_report(backtest)}#thresholds")

    def changed_view(self, request: HttpRequest, object_id: str, changed_id: str) -> HttpResponse:
        """One changed conversation, with the messages at which each policy hands over."""
        backtest = self._backtest(request, object_id)
        rows = Changed.objects.select_related("backtest", "conversation__contact")
        changed = get_object_or_404(rows, backtest=backtest, pk=changed_id)
        transcript = transcript_of(changed)
        if transcript is None:
            raise Http404
        context = {
            **self.admin_site.each_context(request),
            "title": transcript.title,
            "opts": self.opts,
            "backtest": backtest,
            "changed": changed,
            "label": CHANGES.get(changed.kind, ""),
            "transcript": transcript,
        }
        return TemplateResponse(request, "backtests/changed.html", context)

    def get_urls(self) -> list[URLPattern]:
        def posted(view: Any) -> Any:
            return self.admin_site.admin_view(require_POST(view))

        seen = self.admin_site.admin_view
        ways = {
            "progress": ("progress/", seen(self.progress_view)),
            "cancel": ("cancel/", posted(self.cancel_view)),
            "costs": ("costs/", posted(self.costs_view)),
            "take": ("take/", posted(self.take_view)),
            "changed": ("changed/<changed_id>/", seen(self.changed_view)),
        }
        own = [
            path(f"<object_id>/{rest}", view, name=f"escalation_backtest_{name}")
            for name, (rest, view) in ways.items()
        ]
        return [*own, *super().get_urls()]

    @display(description="Begun", ordering="id")
    def begun(self, backtest: Backtest) -> str:
        return f"{backtest.created_at:%d %b %Y, %H:%M}"

    @display(description="Replayed", ordering="source")
    def what(self, backtest: Backtest) -> str:
        return what_of(backtest)

    @display(description="State", ordering="state", label=_COLOURS)
    def status(self, backtest: Backtest) -> str:
        return backtest.get_state_display()

    @display(description="Result")
    def result(self, backtest: Backtest) -> str:
        changes = backtest.figures.get("sums", {}).get("changes", {})
        changed = sum(count for kind, count in changes.items() if kind in CHANGES)
        return f"{changed:,} of {backtest.done:,} change" if changes else ""

    def _backtest(self, request: HttpRequest, object_id: str) -> Backtest:
        if not self.has_view_permission(request):
            raise PermissionDenied
        return get_object_or_404(
            Backtest.objects.select_related("requested_by", "run"), pk=object_id
        )

    def _writable(self, request: HttpRequest, object_id: str) -> Backtest:
        backtest = self._backtest(request, object_id)
        if not self.has_add_permission(request):
            raise PermissionDenied
        return backtest

    def _shown(self, request: HttpRequest, object_id: str) -> dict[str, Any]:
        backtest = self._backtest(request, object_id)
        show = request.GET.get("show", "")
        rows = backtest.changed.filter(kind=show) if show in CHANGES else backtest.changed.all()
        page = Paginator(rows, PER_PAGE).get_page(request.GET.get("p"))
        cost = CostOfError.current()
        words = first_words(list(page))
        return {
            "title": "Backtest",
            "opts": self.opts,
            "backtest": backtest,
            "what": what_of(backtest),
            "report": report_of(backtest) if backtest.is_over else None,
            "plots": curving.plots_of(backtest, cost.costs) if backtest.is_over else [],
            "cost_form": CostForm(instance=cost),
            "page": page,
            "rows": [(row, words[row.pk], CHANGES.get(row.kind, "")) for row in page],
            "show": show,
            "days": [(day, 17 + 16 * at) for at, day in enumerate(DAYS)],
            "listed": LISTED,
            "is_of_draft": backtest.fingerprint == draft().fingerprint(),
            "may_add": self.has_add_permission(request),
        }


@admin.register(PastFile)
class PastFileAdmin(ModelAdmin):
    """Files of past conversations: brought with a backtest, and deleted here."""

    list_display = ["name", "count", "created_at"]
    search_fields = ["name"]
    fields = ["name", "count", "created_at"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


def what_of(backtest: Backtest) -> str:
    """What was replayed, in words."""
    if backtest.source == Backtest.Source.OWN:
        return f"Your own conversations of the last {backtest.days} days"
    if backtest.source == Backtest.Source.SAMPLE:
        return "Conversations that come with Handrail"
    file = backtest.run.file if hasattr(backtest, "run") else None
    return f"File “{file}”" if file else "A file that is gone"


def _report(backtest: Backtest) -> str:
    return reverse("admin:escalation_backtest_change", args=[backtest.pk])
