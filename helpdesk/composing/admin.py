"""Macros of the whole workspace, with how often each is used."""

from typing import Any, cast

from django.contrib import admin
from django.db.models import QuerySet
from django.forms import ChoiceField, ModelForm
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin
from unfold.decorators import display
from unfold.widgets import UnfoldAdminSelectWidget, UnfoldAdminTextareaWidget

from helpdesk.agents.models import Agent
from helpdesk.composing import macros
from helpdesk.composing.deeds import DEEDS, TEXTS
from helpdesk.composing.forms import FIELDS, MacroForm
from helpdesk.composing.models import Macro
from helpdesk.composing.variables import VARIABLES


class AdminMacroForm(MacroForm):
    """The same in the admin's clothes."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in DEEDS:
            field = self.fields[FIELDS[name]]
            if name in TEXTS:
                field.widget = UnfoldAdminTextareaWidget(attrs={"rows": 4})
            elif isinstance(field, ChoiceField):
                field.widget = UnfoldAdminSelectWidget(choices=field.choices)


@admin.register(Macro)
class MacroAdmin(ModelAdmin):
    form = AdminMacroForm
    list_display = ["name", "shared", "owner", "team", "does", "uses", "used_at", "is_active"]
    list_filter = ["shared", "is_active", ("team", admin.RelatedOnlyFieldListFilter)]
    list_select_related = ["owner", "team"]
    search_fields = ["name"]
    ordering = ["-uses", "name"]
    readonly_fields = ["owner", "uses", "used_at"]

    def get_fieldsets(self, request: HttpRequest, obj: Macro | None = None) -> Any:
        known = ", ".join(f"{{{{{name}}}}}" for name in VARIABLES)
        about = _("In texts: %s. What stands there without a value: {{contact.name|fallback:you}}.")
        return [
            (None, {"fields": ["name", "shared", "team", "is_active"]}),
            (
                _("What it does"),
                {"fields": list(FIELDS.values()), "description": str(about) % known},
            ),
            (_("Use"), {"fields": ["owner", "uses", "used_at"]}),
        ]

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **more: Any
    ) -> Any:
        """The deeds are the form's own fields and no columns."""
        return AdminMacroForm

    def get_queryset(self, request: HttpRequest) -> QuerySet[Macro]:
        """Without what somebody keeps to themselves, but one's own."""
        found: QuerySet[Macro] = super().get_queryset(request)
        return found.exclude(shared="private") | found.filter(owner=cast("Agent", request.user))

    @display(description=_("Does"))
    def does(self, macro: Macro) -> str:
        return " · ".join(macros.in_words(macro.steps))

    def save_model(self, request: HttpRequest, obj: Macro, form: ModelForm, change: bool) -> None:
        if not change:
            obj.owner = cast("Agent", request.user)
        super().save_model(request, obj, form, change)
