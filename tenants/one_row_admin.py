"""Admin of a model that has exactly one row per tenant: its list is its form."""

from typing import Any

from django.db.models import Model
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from unfold.admin import ModelAdmin


class OneRowAdmin(ModelAdmin):
    """No list, no adding, no deleting; a row that is not there yet begins with the defaults."""

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        self.model._default_manager.get_or_create(pk=1)
        options = self.model._meta
        name = f"admin:{options.app_label}_{options.model_name}_change"
        return HttpResponseRedirect(reverse(name, args=[1]))

    def response_post_save_change(self, request: HttpRequest, obj: Model) -> HttpResponse:
        return HttpResponseRedirect(request.path)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False
