"""Bring content in: the upload, its progress and report, and the sites that are read again."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Count, Q, QuerySet, URLField
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_POST
from unfold.admin import ModelAdmin
from unfold.decorators import action, display
from unfold.enums import ActionVariant

from knowledge.imports import originals, starting
from knowledge.imports.forms import BringForm, offered
from knowledge.imports.reporting import ASKING, TAKEN, items_of, progress_of
from knowledge.models import Import, ImportItem, Site
from knowledge.sources.files import MAX_BYTES
from knowledge.sources.kinds import NAMED

PER_PAGE = 100
_COLOURS = {"Waiting": "info", "Running": "info", "Done": "success", "Cancelled": "warning"}


@admin.register(Import)
class ImportAdmin(ModelAdmin):
    """Imports. ``knowledge.imports`` does the work; here one begins, watches and stops it."""

    list_display = ["name", "what", "status", "result", "requested_by", "created_at"]
    list_filter = ["state", "kind"]
    list_select_related = ["requested_by", "site"]
    search_fields = ["name"]
    ordering = ["-created_at"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Import]:
        imports: QuerySet[Import] = super().get_queryset(request)
        return imports.annotate(
            taken=Count("items", filter=Q(items__outcome__in=TAKEN)),
            asking=Count("items", filter=Q(items__outcome__in=ASKING)),
        )

    def has_change_permission(self, request: HttpRequest, obj: Import | None = None) -> bool:
        """An import is a record: it is read, stopped or deleted, not edited."""
        return False

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The page on which files are brought in."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        form = BringForm(request.POST or None, request.FILES or None)
        if request.method == "POST" and form.is_valid():
            with offered(request) as files:
                run = starting.start_files(
                    files, requested_by=request.user, **_chosen(form.cleaned_data)
                )
            return redirect(_report(run))
        shown = {"form": form, "kinds": NAMED, "most_bytes": MAX_BYTES, "opts": self.opts}
        context = {**self.admin_site.each_context(request), "title": "Bring content in", **shown}
        return TemplateResponse(
            request, "knowledge/imports/add.html", {**context, **(extra_context or {})}
        )

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Progress while it runs, and the report."""
        context = {**self.admin_site.each_context(request), **self._shown(request, object_id)}
        return TemplateResponse(
            request, "knowledge/imports/report.html", {**context, **(extra_context or {})}
        )

    def progress_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """What changes on that page while it runs."""
        return TemplateResponse(
            request, "knowledge/imports/_progress.html", self._shown(request, object_id)
        )

    def cancel_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        run = self._run(request, object_id)
        if not self.has_add_permission(request):
            raise PermissionDenied
        starting.cancel(run.pk)
        messages.success(request, "It stops after what is being read. What is in stays in.")
        return redirect(_report(run))

    def original_view(self, request: HttpRequest, object_id: str, item_id: str) -> HttpResponse:
        """The file as it was brought: never shown in place, whatever it is."""
        item = get_object_or_404(ImportItem, pk=item_id, run=self._run(request, object_id))
        try:
            content = originals.path_of(item).read_bytes()
        except FileNotFoundError as error:
            raise Http404 from error
        answer = HttpResponse(content, content_type="application/octet-stream")
        answer["Content-Disposition"] = content_disposition_header(True, item.name) or ""
        answer["Content-Security-Policy"] = "sandbox; default-src 'none'"
        return answer

    def get_urls(self) -> list[URLPattern]:
        guarded = self.admin_site.admin_view
        return [
            path(
                "<object_id>/progress/",
                guarded(self.progress_view),
                name="knowledge_import_progress",
            ),
            path(
                "<object_id>/cancel/",
                guarded(require_POST(self.cancel_view)),
                name="knowledge_import_cancel",
            ),
            path(
                "<object_id>/original/<item_id>/",
                guarded(self.original_view),
                name="knowledge_import_original",
            ),
            *super().get_urls(),
        ]

    def delete_model(self, _request: HttpRequest, obj: Import) -> None:
        starting.delete(obj)

    def delete_queryset(self, _request: HttpRequest, queryset: Any) -> None:
        for run in queryset:
            starting.delete(run)

    @display(description="What", ordering="kind")
    def what(self, run: Import) -> str:
        return run.get_kind_display()

    @display(description="State", ordering="state", label=_COLOURS)
    def status(self, run: Import) -> str:
        return run.get_state_display()

    @display(description="Result")
    def result(self, run: Import) -> str:
        taken, asking = getattr(run, "taken", 0), getattr(run, "asking", 0)
        return f"{taken} in" + (f", {asking} not taken" if asking else "")

    def _run(self, request: HttpRequest, object_id: str) -> Import:
        if not self.has_view_permission(request):
            raise PermissionDenied
        runs = Import.objects.select_related("requested_by", "site", "collection")
        return get_object_or_404(runs, pk=object_id)

    def _shown(self, request: HttpRequest, object_id: str) -> dict[str, Any]:
        run = self._run(request, object_id)
        show = request.GET.get("show", "")
        page = Paginator(items_of(run, show=show), PER_PAGE).get_page(request.GET.get("p"))
        return {
            "title": str(run),
            "opts": self.opts,
            "run": run,
            "progress": progress_of(run),
            "page": page,
            "show": show,
            "may_cancel": self.has_add_permission(request) and not run.is_over,
        }


@admin.register(Site)
class SiteAdmin(ModelAdmin):
    """Web sites whose pages are articles."""

    list_display = ["name", "url", "rhythm", "audience", "pages", "read_at"]
    list_filter = ["audience", "needs_review"]
    search_fields = ["name", "url"]
    formfield_overrides = {URLField: {"assume_scheme": "https"}}
    readonly_fields = ["pages", "read_at"]
    actions_detail = ["read_now"]
    fieldsets = [
        (None, {"fields": ["name", "url"]}),
        ("What is read", {"fields": ["max_pages", "max_depth", "every_days"]}),
        (
            "What becomes of it",
            {"fields": ["audience", "needs_review", "collection", "language", "owner"]},
        ),
        ("State", {"fields": ["pages", "read_at"]}),
    ]

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        return {"owner": request.user.pk, **super().get_changeform_initial_data(request)}

    def response_add(
        self, request: HttpRequest, obj: Site, post_url_continue: str | None = None
    ) -> HttpResponse:
        """A new site is read at once; its report says how that goes."""
        return redirect(_report(starting.start_site(obj, requested_by=request.user)))

    @action(
        description="Read it now",
        permissions=["change"],
        url_path="read",
        variant=ActionVariant.PRIMARY,
    )
    def read_now(self, request: HttpRequest, object_id: int) -> HttpResponse:
        site = get_object_or_404(Site, pk=object_id)
        return redirect(_report(starting.start_site(site, requested_by=request.user)))

    @display(description="Read again", ordering="every_days")
    def rhythm(self, site: Site) -> str:
        if site.every_days is None:
            return "when asked"
        return "every day" if site.every_days == 1 else f"every {site.every_days} days"

    @display(description="Articles")
    def pages(self, site: Site) -> int:
        return site.articles.exclude(status="archived").count() if site.pk else 0


def _report(run: Import) -> str:
    return reverse("admin:knowledge_import_change", args=[run.pk])


def _chosen(cleaned: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in cleaned.items() if name != "documents"}
