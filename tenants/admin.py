"""The platform's own admin: workspaces, domains and durable work (public host only)."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from unfold.admin import ModelAdmin, TabularInline
from unfold.sites import UnfoldAdminSite

from tenants.context import PUBLIC, current_schema
from tenants.models import Domain, Tenant
from tenants.work.models import Job


class PlatformSite(UnfoldAdminSite):
    """Opens to platform staff, who live in the public schema, and nowhere else."""

    site_header = "Handrail platform"

    def has_permission(self, request: HttpRequest) -> bool:
        return current_schema() == PUBLIC and super().has_permission(request)


platform_site = PlatformSite(name="platform")


class DomainInline(TabularInline):
    model = Domain
    extra = 0


class Unrecorded(ModelAdmin):
    """Django's own record of changes has no table here; the outbox and the rows tell enough."""

    def log_addition(self, *_args: Any) -> None:
        return

    def log_change(self, *_args: Any) -> None:
        return

    def log_deletions(self, *_args: Any) -> None:
        return


@admin.register(Tenant, site=platform_site)
class TenantAdmin(Unrecorded):
    list_display = ["name", "slug", "created_at", "suspended_at"]
    search_fields = ["name", "slug"]
    readonly_fields = ["schema_name", "slug", "created_at"]
    inlines = [DomainInline]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False  # manage.py open_tenant makes the schema with it

    def has_delete_permission(self, request: HttpRequest, obj: Tenant | None = None) -> bool:
        return False


@admin.register(Job, site=platform_site)
class JobAdmin(Unrecorded):
    list_display = ["topic", "tenant", "created_at", "attempts", "done_at", "dead_at"]
    list_filter = ["topic", "dead_at"]
    readonly_fields = [field.name for field in Job._meta.fields]
    show_full_result_count = False
