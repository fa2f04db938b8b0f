"""API tokens: made here, shown once, revoked with one press."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from unfold.admin import ModelAdmin
from unfold.decorators import action, display
from unfold.widgets import UnfoldAdminCheckboxSelectMultipleWidget

from helpdesk.agents.models import Agent
from helpdesk.api import tokens
from helpdesk.api.models import ApiToken
from helpdesk.api.scopes import Scope


class TokenForm(forms.ModelForm):
    scopes = forms.MultipleChoiceField(
        choices=Scope.choices,
        widget=UnfoldAdminCheckboxSelectMultipleWidget,
        help_text="Give no more than the program needs.",
    )

    class Meta:
        model = ApiToken
        fields = ["name", "scopes", "expires_at"]

    def clean_expires_at(self) -> Any:
        moment = self.cleaned_data["expires_at"]
        if moment is not None and moment <= timezone.now():
            raise forms.ValidationError("This moment has passed. Choose a later one.")
        return moment


@admin.register(ApiToken)
class ApiTokenAdmin(ModelAdmin):
    form = TokenForm
    list_display = ["name", "shown_prefix", "state", "scope_list", "created_by", "last_used_at"]
    search_fields = ["name", "prefix"]
    list_select_related = ["created_by"]
    fieldsets = [(None, {"fields": ["name", "scopes", "expires_at"]})]
    seen = ["name", "shown_prefix", "state", "scope_list", "created_by", "created_at"]
    seen += ["expires_at", "last_used_at", "revoked_at"]
    actions_submit_line = ["revoke"]

    @display(description="Begins with")
    def shown_prefix(self, token: ApiToken) -> str:
        return f"{token.prefix}…"

    @display(description="State", label={"Active": "success", "Ended": "danger"})
    def state(self, token: ApiToken) -> str:
        return "Active" if token.is_alive else "Ended"

    @display(description="Scopes")
    def scope_list(self, token: ApiToken) -> str:
        return ", ".join(token.scopes)

    def get_fieldsets(self, request: HttpRequest, obj: Model | None = None) -> Any:
        return [(None, {"fields": self.seen})] if obj else super().get_fieldsets(request, obj)

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> list[str]:
        """A token never changes: a wider scope is a new token."""
        return self.seen if obj else []

    def get_form(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        """An existing token has no field to fill in."""
        return super().get_form(request, obj, **({"form": forms.ModelForm} if obj else {}) | kwargs)

    def save_model(self, request: HttpRequest, obj: ApiToken, form: Any, change: bool) -> None:
        if change:
            super().save_model(request, obj, form, change)
            return
        by = request.user if isinstance(request.user, Agent) else None
        made, key = tokens.issue(obj.name, obj.scopes, by=by, expires_at=obj.expires_at)
        obj.pk = made.pk
        request.META["console.secret"] = key

    def response_add(
        self, request: HttpRequest, obj: ApiToken, post_url_continue: str | None = None
    ) -> HttpResponse:
        """The key, here and now and never again: it is stored nowhere."""
        context = {
            **self.admin_site.each_context(request),
            "title": f"Token “{obj.name}”",
            "opts": self.opts,
            "secret": request.META["console.secret"],
            "use": "Send it with every request, as “Authorization: Bearer …”.",
        }
        return TemplateResponse(request, "console/secret.html", context)

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """One button: the page that follows has to be read before anything else is done."""
        buttons = {"show_save_and_add_another": False, "show_save_and_continue": False}
        return super().add_view(request, form_url, {**(extra_context or {}), **buttons})

    @action(description="Revoke", permissions=["revoke"])
    def revoke(self, request: HttpRequest, obj: ApiToken) -> None:
        tokens.revoke(obj)
        self.message_user(request, f"“{obj.name}” is refused from now on.")

    def has_revoke_permission(self, request: HttpRequest, object_id: Any = None) -> bool:
        """With an id: whether to show the button. Without: whether pressing it is allowed."""
        shown = object_id is None or ApiToken.objects.alive().filter(pk=object_id).exists()
        return shown and self.has_change_permission(request)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False
