"""How the assistant is set, on one page, and its turns to look at."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from unfold.decorators import display
from unfold.widgets import UnfoldAdminPasswordWidget, UnfoldBooleanSwitchWidget

from escalation.models import Brief
from helpdesk.assistant import injection, spending
from helpdesk.assistant.brief_form import BriefForm
from helpdesk.assistant.models import AssistantSettings, Disclosure, SpendingDay, Turn
from helpdesk.conversations.admin import ReadOnlyAdmin
from tenants.one_row_admin import OneRowAdmin

OUTCOME_COLOURS = {
    "Answered": "success",
    "Asked back": "info",
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
            "is_on",
            *("base_url", "model", "api_key", "hides_personal_data"),
            "asks_second_opinion",
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
        (None, {"fields": ["is_on"]}),
        (
            "Model",
            {
                "fields": [
                    *("base_url", "model", "api_key", "forget_key"),
                    *("hides_personal_data", "asks_second_opinion"),
                ]
            },
        ),
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


@admin.register(Brief)
class BriefAdmin(OneRowAdmin):
    """Part of the draft: nothing here acts before it is published."""

    change_form_before_template = "escalation/_before_draft.html"
    form = BriefForm
    fieldsets = [
        (None, {"fields": ["job", "tone", "languages", "allowed_topics"]}),
        ("What it answers from", {"fields": ["sources", "min_confidence"]}),
        (
            "When a customer is upset or in a hurry, rules hold sooner",
            {"fields": [*("by_mood", "from_mood", "by_urgency", "from_urgency", "fewer_attempts")]},
        ),
    ]


@admin.register(SpendingDay)
class SpendingDayAdmin(ReadOnlyAdmin):
    list_display = ["day", "spent", "calls", "failures", "tokens", "held_back"]
    ordering = ["-day"]


class SuspicionFilter(admin.SimpleListFilter):
    """Turns whose question reads like an order to the assistant."""

    title = "gives orders"
    parameter_name = "orders"

    def lookups(self, _request: HttpRequest, _admin: Any) -> list[tuple[str, str]]:
        return [("yes", "Likely"), ("no", "Hardly")]

    def queryset(self, _request: HttpRequest, turns: QuerySet[Turn]) -> QuerySet[Turn]:
        likely = Q(suspicion__gte=injection.LIKELY)
        return {"yes": turns.filter(likely), "no": turns.exclude(likely)}.get(
            self.value() or "", turns
        )


@admin.register(Disclosure)
class DisclosureAdmin(ReadOnlyAdmin):
    """What left for a model, as it left: for whoever answers for the customers' data."""

    list_display = ["__str__", "conversation", "endpoint", "shown_masked", "how_many"]
    list_filter = ["is_masked", "is_forgotten"]
    list_select_related = ["conversation__contact"]
    ordering = ["-id"]
    fieldsets = [
        (None, {"fields": ["conversation", "created_at", "endpoint", "shown_masked"]}),
        ("What left", {"fields": ["instructions", "material", "stood_for"]}),
    ]
    readonly_fields = ["shown_masked", "instructions", "material", "stood_for"]

    @display(description="Personal data", label={"Hidden": "success", "Sent as it is": "danger"})
    def shown_masked(self, call: Disclosure) -> str:
        return "Hidden" if call.is_masked else "Sent as it is"

    @display(description="Placeholders")
    def how_many(self, call: Disclosure) -> int:
        return len(call.hidden)

    @display(description="Instructions")
    def instructions(self, call: Disclosure) -> str:
        return _as_sent(call, call.system)

    @display(description="Material")
    def material(self, call: Disclosure) -> str:
        return _as_sent(call, call.user)

    @display(description="Placeholders in it")
    def stood_for(self, call: Disclosure) -> str:
        return " ".join(call.hidden) or "None"

    def get_view_on_site_url(self, obj: Any = None) -> str | None:
        if obj is None or obj.conversation is None:
            return None
        return reverse("inbox:thread", args=[obj.conversation.public_id])


def _as_sent(call: Disclosure, text: str) -> str:
    if call.is_forgotten:
        return "Removed: a message of this conversation was redacted."
    return format_html('<pre class="as-sent">{}</pre>', text)


@admin.register(Turn)
class TurnAdmin(ReadOnlyAdmin):
    list_display = ["asked", "shown_outcome", "confidence", "verdict", "model", "created_at"]
    list_filter = ["outcome", "verdict", "thumbs_up", SuspicionFilter, "model"]
    list_select_related = ["conversation__contact"]
    search_fields = ["question", "answer"]
    search_help_text = "Words of the question or the answer"
    ordering = ["-id"]
    fieldsets = [
        (None, {"fields": ["conversation", "question", "answer", "shown_outcome", "decided"]}),
        ("What the customer said of it", {"fields": ["verdict", "thumbs_up"]}),
        ("What it stood on", {"fields": ["confidence", "grounded", "sources", "passages"]}),
        ("Sentence by sentence", {"fields": ["checked"]}),
        ("Does the question give orders?", {"fields": ["suspicion", "suspicious_words"]}),
        ("Model", {"fields": ["model", "model_problem", "model_ms", "tokens", "cost", "took_ms"]}),
        (
            "For a replay",
            {"fields": ["policy_version", "moment", "facts", "rules", "heat", "decision"]},
        ),
    ]
    readonly_fields = ["shown_outcome", "decided", "checked"]

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

    @display(description="What the model said")
    def checked(self, turn: Turn) -> str:
        if not turn.claims:
            return "Nothing: the words are the articles' own."
        lines = [
            ("Cut: " + one["problem"] if one["problem"] else "Said", one["passages"], one["text"])
            for one in turn.claims
        ]
        return format_html_join("", "<p><b>{}</b> · passages {} · {}</p>", lines)

    def get_view_on_site_url(self, obj: Any = None) -> str | None:
        return reverse("inbox:thread", args=[obj.conversation.public_id]) if obj else None
