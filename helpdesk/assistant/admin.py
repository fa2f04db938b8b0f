"""How the assistant is set, on one page, and its turns to look at."""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse
from unfold.decorators import display
from unfold.widgets import UnfoldAdminPasswordWidget, UnfoldBooleanSwitchWidget

from helpdesk.assistant import spending
from helpdesk.assistant.models import AssistantSettings, SpendingDay, Turn
from helpdesk.conversations.admin import ReadOnlyAdmin
from tenants.one_row import OneRowAdmin

OUTCOME_COLOURS = {
    "Answered": "success",
    "Small talk": "info",
    "Handed off": "warning",
    "Gave way to a newer message": "info",
    "A person was faster": "info",
}
DECIDED = ("trigger", "rule_name", "reason")


class SettingsForm(forms.ModelForm):
    """The key goes in and never comes out: an empty field keeps the one that is stored."""

    api_key = forms.CharField(
        label="Model key",
        required=False,
        strip=True,
        widget=UnfoldAdminPasswordWidget(attrs={"autocomplete": "off"}),
        help_text="Stored encrypted, never shown again. Empty: keep the key as it is. "
        "A new address needs its key again.",
    )
    forget_key = forms.BooleanField(
        label="Forget the stored key", required=False, widget=UnfoldBooleanSwitchWidget
    )

    class Meta:
        model = AssistantSettings
        fields = [
            *("is_on", "job", "tone", "min_confidence"),
            *("base_url", "model", "api_key"),
            *("price_in", "price_out", "daily_budget", "conversation_budget"),
        ]

    def clean_api_key(self) -> str:
        typed: str = self.cleaned_data["api_key"]
        # Whoever may change the address must not learn the key by having it sent there.
        moved = "base_url" in self.changed_data
        kept = "" if moved or self.data.get("forget_key") else self.instance.api_key
        return typed or kept


@admin.register(AssistantSettings)
class AssistantSettingsAdmin(OneRowAdmin):
    form = SettingsForm
    fieldsets = [
        (None, {"fields": ["is_on", "job", "tone", "min_confidence"]}),
        ("Model", {"fields": ["base_url", "model", "api_key", "forget_key"]}),
        (
            "Spending",
            {
                "fields": [
                    *("today", "price_in", "price_out", "daily_budget", "conversation_budget")
                ]
            },
        ),
    ]
    readonly_fields = ["today"]

    @display(description="Today")
    def today(self, tenant: AssistantSettings) -> str:
        return spending.today_in_words(tenant)

    def save_model(
        self, request: HttpRequest, obj: AssistantSettings, form: SettingsForm, change: bool
    ) -> None:
        # Django skips a field that a hand-made request leaves out; this one counts in any case.
        obj.api_key = form.cleaned_data["api_key"]
        super().save_model(request, obj, form, change)


@admin.register(SpendingDay)
class SpendingDayAdmin(ReadOnlyAdmin):
    list_display = ["day", "spent", "calls", "failures", "tokens", "held_back"]
    ordering = ["-day"]


@admin.register(Turn)
class TurnAdmin(ReadOnlyAdmin):
    list_display = ["asked", "shown_outcome", "confidence", "verdict", "model", "created_at"]
    list_filter = ["outcome", "verdict", "thumbs_up", "model"]
    list_select_related = ["conversation__contact"]
    search_fields = ["question", "answer"]
    search_help_text = "Words of the question or the answer"
    ordering = ["-id"]
    fieldsets = [
        (None, {"fields": ["conversation", "question", "answer", "shown_outcome", "decided"]}),
        ("What the customer said of it", {"fields": ["verdict", "thumbs_up"]}),
        ("What it stood on", {"fields": ["confidence", "grounded", "sources", "passages"]}),
        ("Model", {"fields": ["model", "model_problem", "model_ms", "tokens", "cost", "took_ms"]}),
        ("For a replay", {"fields": ["moment", "facts", "rules", "decision"]}),
    ]
    readonly_fields = ["shown_outcome", "decided"]

    @display(description="Question", ordering="question")
    def asked(self, turn: Turn) -> str:
        return turn.question[:80]

    @display(description="Outcome", ordering="outcome", label=OUTCOME_COLOURS)
    def shown_outcome(self, turn: Turn) -> str:
        return turn.get_outcome_display()

    @display(description="Why a person took over")
    def decided(self, turn: Turn) -> str:
        kept = turn.decision or {}
        return " · ".join(str(kept[name]) for name in DECIDED if kept.get(name))

    def get_view_on_site_url(self, obj: Any = None) -> str | None:
        return reverse("inbox:thread", args=[obj.conversation.public_id]) if obj else None
