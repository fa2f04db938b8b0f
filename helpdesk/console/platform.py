"""The platform's own admin: workspaces and durable work, on the public host alone."""

from typing import Any, ClassVar, cast

from csp.decorators import csp_update
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from unfold.admin import ModelAdmin, TabularInline
from unfold.decorators import action, display
from unfold.forms import AuthenticationForm
from unfold.paginator import InfinitePaginator
from unfold.sites import UnfoldAdminSite

from helpdesk.agents import tries
from helpdesk.console.job_filters import StandingFilter, TopicFilter
from helpdesk.console.site import RELAXED, View
from tenants import provisioning
from tenants.context import PUBLIC, current_schema
from tenants.models import Domain, Tenant
from tenants.work import owing, running
from tenants.work.models import Job


class LogInForm(AuthenticationForm):
    """The form of Unfold's page; too many tries raise ``TooFast``."""

    def clean(self) -> dict[str, Any]:
        email = str(self.cleaned_data.get("username", ""))
        tries.log_in(self.request, email)
        cleaned: dict[str, Any] = super().clean()
        tries.logged_in(self.request, email)
        return cleaned


class PlatformSite(UnfoldAdminSite):
    """Opens to platform staff, who live in the public schema, and nowhere else."""

    site_header = "Handrail platform"
    login_form = LogInForm

    def has_permission(self, request: HttpRequest) -> bool:
        return current_schema() == PUBLIC and super().has_permission(request)

    def admin_view(self, view: View, cacheable: bool = False) -> View:
        guarded: View = super().admin_view(view, cacheable)
        return csp_update(RELAXED)(guarded)

    def index(self, *_args: Any, **_kwargs: Any) -> HttpResponse:
        return redirect("platform:tenants_tenant_changelist")

    def login(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        enter: View = csp_update(RELAXED)(super().login)
        return cast("HttpResponse", enter(request, extra_context))


platform_site = PlatformSite(name="platform")


class Unrecorded(ModelAdmin):
    """Django's own record of changes has no table here; rows and log lines tell enough."""

    def log_addition(self, *_args: Any) -> None:
        return

    def log_change(self, *_args: Any) -> None:
        return

    def log_deletions(self, *_args: Any) -> None:
        return

    def history_view(self, *_args: Any, **_kwargs: Any) -> HttpResponse:
        raise Http404("Nothing is recorded here.")

    def has_add_permission(self, *_args: Any) -> bool:
        return False

    def has_delete_permission(self, *_args: Any) -> bool:
        return False


class DomainInline(TabularInline):
    model = Domain
    extra = 0


@admin.register(Tenant, site=platform_site)
class TenantAdmin(Unrecorded):
    """Workspaces; ``manage.py open_tenant`` opens one, because a schema comes with it."""

    list_display: ClassVar = ["name", "slug", "created_at", "suspended_at"]
    search_fields: ClassVar = ["name", "slug"]
    readonly_fields: ClassVar = ["schema_name", "slug", "created_at", "suspended_at"]
    inlines: ClassVar = [DomainInline]
    actions: ClassVar = ["suspend", "resume"]

    @action(description="Suspend: serve these workspaces no longer")
    def suspend(self, request: HttpRequest, tenants: QuerySet[Tenant]) -> None:
        for tenant in tenants:
            provisioning.suspend_tenant(tenant)
        messages.success(request, "Suspended. Everything stays stored.")

    @action(description="Serve these workspaces again")
    def resume(self, request: HttpRequest, tenants: QuerySet[Tenant]) -> None:
        for tenant in tenants:
            provisioning.resume_tenant(tenant)
        messages.success(request, "Served again.")


@admin.register(Job, site=platform_site)
class JobAdmin(Unrecorded):
    """The outbox: what is owed to whom, and the dead letters with their reason."""

    list_before_template = "console/owed.html"
    paginator = InfinitePaginator
    ordering: ClassVar = ["topic", "created_at"]
    sortable_by: ClassVar = ()
    list_display: ClassVar = ["topic", "tenant", "standing", "attempts", "created_at", "last_error"]
    list_filter: ClassVar = [StandingFilter, TopicFilter]
    readonly_fields: ClassVar = [field.name for field in Job._meta.fields]
    show_full_result_count = False
    actions: ClassVar = ["retry"]

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        shown = {"owing": owing.owing(), "counted": owing.COUNTED}
        return super().changelist_view(request, {**shown, **(extra_context or {})})

    @display(label={"Dead": "danger", "Owed": "warning", "Done": "success"})
    def standing(self, job: Job) -> str:
        return "Dead" if job.dead_at else "Done" if job.done_at else "Owed"

    @action(description="Try again what failed for good")
    def retry(self, request: HttpRequest, jobs: QuerySet[Job]) -> None:
        count = running.retry(list(jobs.values_list("pk", flat=True)))
        messages.success(request, f"{count} owed again.")
