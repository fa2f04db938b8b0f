"""The chat's settings: one page; the secret that proves visitors is shown once, when made."""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from unfold.decorators import action, display
from unfold.widgets import UnfoldAdminTextareaWidget

from helpdesk.widget.models import WidgetSettings
from tenants.one_row_admin import OneRowAdmin


class WidgetForm(forms.ModelForm):
    class Meta:
        model = WidgetSettings
        fields = [
            *["side", "allowed_origins", "takes_files", "file_limit_mb"],
            *["identification_required", "overlap_hours"],
        ]
        widgets = {"allowed_origins": UnfoldAdminTextareaWidget({"rows": 4})}


@admin.register(WidgetSettings)
class WidgetSettingsAdmin(OneRowAdmin):
    form = WidgetForm
    readonly_fields = ["secret", "previous_until"]
    fieldsets = [
        (None, {"fields": ["side", "allowed_origins"]}),
        ("Files", {"fields": ["takes_files", "file_limit_mb"]}),
        (
            "Known visitors",
            {
                "fields": [
                    *["identification_required", "secret", "overlap_hours", "previous_until"]
                ],
                "description": "Your site signs who a visitor is; the chat believes nobody else.",
            },
        ),
    ]
    actions_submit_line = ["make_secret"]

    @display(description="Identity secret")
    def secret(self, row: WidgetSettings) -> str:
        return "Set, never shown again" if row.identity_secret else "Not set"

    @action(description="Make a new secret", permissions=["make_secret"])
    def make_secret(self, request: HttpRequest, obj: WidgetSettings) -> None:
        obj.rotate_secret()
        request.META["console.secret"] = obj.identity_secret

    def has_make_secret_permission(self, request: HttpRequest, object_id: Any = None) -> bool:
        return self.has_change_permission(request)

    def response_change(self, request: HttpRequest, obj: WidgetSettings) -> HttpResponse:
        """A new secret is shown here and now and never again."""
        if "console.secret" not in request.META:
            return super().response_change(request, obj)
        context: dict[str, Any] = {
            **self.admin_site.each_context(request),
            "title": "A new identity secret",
            "opts": self.opts,
            "secret": request.META["console.secret"],
            "use": "Keep it on your server. The secret before stays valid for "
            f"{obj.overlap_hours} hours, so that nobody is thrown out while you change it.",
        }
        return TemplateResponse(request, "console/secret.html", context)
