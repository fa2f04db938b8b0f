"""People: invite, change roles, switch off. Nobody is deleted: history keeps the name."""

from typing import Any, cast

from django import forms
from django.conf import settings
from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest
from unfold.admin import ModelAdmin
from unfold.decorators import action, display
from unfold.widgets import UnfoldAdminColorInputWidget, UnfoldAdminSelectWidget

from helpdesk.agents import invitations, staffing
from helpdesk.agents.models import Agent
from helpdesk.agents.roles import Role


class AgentForm(forms.ModelForm):
    """Checks what ``staffing`` would refuse while the form can still say so."""

    class Meta:
        model = Agent
        fields = ["email", "name", "role", "is_active", "colour", "locale"]
        widgets = {
            "colour": UnfoldAdminColorInputWidget(),
            "locale": UnfoldAdminSelectWidget(
                choices=[("", "As the browser asks"), *settings.LANGUAGES]
            ),
        }

    def clean_email(self) -> str:
        return str(self.cleaned_data["email"]).lower()

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if self.instance.pk and not self.errors:
            staffing.check(Agent(**{**data, "pk": self.instance.pk}))
        return data


@admin.register(Agent)
class AgentAdmin(ModelAdmin):
    form = AgentForm
    list_display = ["name", "email", "shown_role", "state", "last_login"]
    list_filter = ["role", "is_active"]
    search_fields = ["name", "email"]
    readonly_fields = ["last_login", "date_joined"]
    fieldsets = [
        (None, {"fields": ["name", "email", "role", "is_active"]}),
        ("Appearance", {"fields": ["colour", "locale"]}),
        ("Record", {"fields": ["last_login", "date_joined"]}),
    ]
    add_fieldsets = [
        (
            None,
            {
                "fields": ["name", "email", "role"],
                "description": "They get a mail with a link, and choose a password there.",
            },
        )
    ]
    actions_submit_line = ["invite_again"]

    @display(description="Role", ordering="role", label={"Owner": "warning", "Admin": "info"})
    def shown_role(self, agent: Agent) -> str:
        return agent.get_role_display()

    @display(description="State", label={"Active": "success", "Invited": "info", "Off": "danger"})
    def state(self, agent: Agent) -> str:
        if invitations.is_pending(agent):
            return "Invited"
        return "Active" if agent.is_active else "Off"

    def formfield_for_choice_field(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Only an owner makes owners."""
        if db_field.name == "role" and not _is_owner(request):
            kwargs["choices"] = [pair for pair in Role.choices if pair[0] != Role.OWNER]
        return super().formfield_for_choice_field(db_field, request, **kwargs)

    def save_model(
        self, request: HttpRequest, obj: Agent, form: forms.ModelForm, change: bool
    ) -> None:
        if change:
            super().save_model(request, obj, form, change)
            staffing.settle(obj)
            return
        made = invitations.invite(obj.email, name=obj.name, role=obj.role, by=_me(request))
        obj.pk = made.pk
        self.message_user(request, f"An invitation is on its way to {made.email}.")

    @action(description="Send the invitation again", permissions=["invite_again"])
    def invite_again(self, request: HttpRequest, obj: Agent) -> None:
        invitations.send_again(obj, by=_me(request))
        self.message_user(request, f"An invitation is on its way to {obj.email}.")

    def has_invite_again_permission(self, request: HttpRequest, object_id: Any = None) -> bool:
        """With an id: whether to show the button. Without: whether pressing it is allowed."""
        agent = Agent.objects.filter(pk=object_id).first() if object_id else None
        shown = agent is None or invitations.is_pending(agent)
        return shown and self.has_change_permission(request)

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Nobody but an owner changes an owner."""
        theirs = isinstance(obj, Agent) and obj.role == Role.OWNER and not _is_owner(request)
        return not theirs and super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


def _me(request: HttpRequest) -> Agent:
    return cast("Agent", request.user)


def _is_owner(request: HttpRequest) -> bool:
    return _me(request).role == Role.OWNER
