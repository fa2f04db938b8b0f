"""Where admins see what was promised, what failed customers, and what may be offered."""

import csv
from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from unfold.admin import ModelAdmin
from unfold.decorators import action, display

from helpdesk.conversations.admin import ReadOnlyAdmin
from helpdesk.recovery import rates
from helpdesk.recovery.models import (
    FirstReply,
    MakeGood,
    MakeGoodOffer,
    Promise,
    RecoveryCase,
    RecoverySettings,
)
from helpdesk.recovery.said.first_reply import HINTS
from tenants.one_row_admin import OneRowAdmin

PROMISE_COLOURS = {"Open": "info", "Kept": "success", "Broken": "danger", "Cancelled": ""}
STATE_COLOURS = {
    **dict.fromkeys(("Detected", "Acknowledged"), "danger"),
    **dict.fromkeys(("Owned", "Customer asked"), "warning"),
    **dict.fromkeys(("Solved", "Workaround given", "Next step named"), "info"),
    "Loop closed": "success",
}


class OfConversation(ReadOnlyAdmin):
    """Rows that belong to a conversation, and lead to it."""

    def get_view_on_site_url(self, obj: Any = None) -> str | None:
        return reverse("inbox:thread", args=[obj.conversation.public_id]) if obj else None


@admin.register(Promise)
class PromiseAdmin(OfConversation):
    list_display = ["text", "kind", "shown_state", "due_at", "owner", "team", "made_by"]
    list_filter = [
        "state",
        "kind",
        ("closed_at", admin.EmptyFieldListFilter),
        ("owner", admin.RelatedOnlyFieldListFilter),
        ("team", admin.RelatedOnlyFieldListFilter),
    ]
    list_select_related = ["owner", "team", "conversation__contact"]
    ordering = ["-due_at", "-id"]
    actions_list = ["kept_rates"]
    fields = ["conversation", "kind", "text", "shown_state", "due_at", "owner", "team", "made_by"]
    fields += ["created_at", "kept_at", "broken_at", "closed_at"]
    readonly_fields = ["shown_state"]

    @display(description="State", ordering="state", label=PROMISE_COLOURS)
    def shown_state(self, promise: Promise) -> str:
        return promise.get_state_display()

    @action(description="How many were kept", url_path="kept")
    def kept_rates(self, request: HttpRequest) -> HttpResponse:
        """The page, or with ``?csv`` its numbers by kind, team and week."""
        rows = rates.counted()
        if "csv" in request.GET:
            return _as_csv(rows)
        context = {
            **admin.site.each_context(request),
            "title": "Promises kept",
            "weeks": rates.WEEKS,
            "all": rates.in_all(rows),
            "groups": [("By kind", rates.by_kind(rows)), ("By team", rates.by_team(rows))],
            "bars": _bars(rates.by_week(rows)),
        }
        return TemplateResponse(request, "recovery/kept.html", context)


@admin.register(RecoveryCase)
class RecoveryCaseAdmin(OfConversation):
    list_display = ["contact", "failure", "shown_state", "owner", "outcome", "rating"]
    list_display += ["root_cause", "detected_at"]
    list_filter = [
        *("state", "failure", "root_cause", "needs_review", "outcome"),
        ("owner", admin.RelatedOnlyFieldListFilter),
    ]
    list_select_related = ["owner", "conversation__contact"]
    ordering = ["-id"]
    fieldsets = [
        (None, {"fields": ["conversation", "shown_state", "failure", "why", "owner"]}),
        ("How it ended", {"fields": ["outcome", "rating", "needs_review", "returns"]}),
        ("Why it happened", {"fields": ["root_cause", "root_note"]}),
        (
            "When",
            {
                "fields": [
                    *("detected_at", "acknowledged_at", "owned_at"),
                    *("ended_at", "asked_at", "closed_at"),
                ]
            },
        ),
    ]
    readonly_fields = ["shown_state", "why"]

    @display(description="Contact")
    def contact(self, case: RecoveryCase) -> str:
        return str(case.conversation.contact)

    @display(description="State", ordering="state", label=STATE_COLOURS)
    def shown_state(self, case: RecoveryCase) -> str:
        return case.get_state_display()

    @display(description="What went wrong")
    def why(self, case: RecoveryCase) -> str:
        return " · ".join(sign["why"] or sign["failure"] for sign in case.signs)


@admin.register(FirstReply)
class FirstReplyAdmin(OfConversation):
    """What first replies lacked, and whether a hint helped."""

    list_display = ["conversation", "agent", "result", "lacking", "sent_at"]
    list_filter = ["result", ("agent", admin.RelatedOnlyFieldListFilter)]
    list_select_related = ["agent", "conversation__contact"]
    ordering = ["-id"]
    fields = ["conversation", "agent", "result", "lacking", "hinted_at", "sent_at"]
    readonly_fields = ["lacking"]

    @display(description="Lacked")
    def lacking(self, first: FirstReply) -> str:
        return " ".join(HINTS.get(name, name) for name in first.lacked)


@admin.register(MakeGoodOffer)
class MakeGoodOfferAdmin(ModelAdmin):
    list_display = ["name", "value", "per_contact", "period_days", "needs_approval", "is_active"]
    list_filter = ["is_active", "needs_approval"]
    search_fields = ["name"]
    fieldsets = [
        (None, {"fields": ["name", "words", "value", "is_active"]}),
        (
            "Limits",
            {
                "fields": [
                    *("per_contact", "period_days", "value_cap"),
                    *("per_agent_a_day", "needs_approval"),
                ]
            },
        ),
    ]


@admin.register(MakeGood)
class MakeGoodAdmin(OfConversation):
    list_display = ["name", "contact", "value", "agent", "approved_by", "given_at"]
    list_filter = [("given_at", admin.EmptyFieldListFilter), "offer"]
    list_select_related = ["agent", "approved_by", "conversation__contact"]
    ordering = ["-id"]
    fields = ["conversation", "name", "value", "agent", "approved_by", "created_at", "given_at"]

    @display(description="Contact")
    def contact(self, good: MakeGood) -> str:
        return str(good.conversation.contact)


@admin.register(RecoverySettings)
class RecoverySettingsAdmin(OneRowAdmin):
    fields = ["time_zone", "wait_minutes", "urgent_wait_minutes", "mails_owner"]


def _as_csv(rows: list[rates.Counted]) -> HttpResponse:
    answer = HttpResponse(content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="promises.csv"'
    writer = csv.writer(answer)
    writer.writerow(["week", "kind", "team", "due", "kept"])
    for row in rows:
        # A name that begins like a formula is text to a spreadsheet, too.
        team = f"'{row.team}" if row.team.startswith(("=", "+", "-", "@", "\t")) else row.team
        writer.writerow([row.week.isoformat(), row.kind, team, row.due, row.kept])
    return answer


def _bars(weeks: list[rates.Rate]) -> list[dict[str, object]]:
    """Weeks as bars of a picture 120 high: all that was due, and of it what was kept."""
    most = max(1, *(week.due for week in weeks))
    return [
        {
            "x": place * 34,
            "middle": place * 34 + 12,
            "due": round(120 * week.due / most),
            "due_y": 120 - round(120 * week.due / most),
            "kept": round(120 * week.kept / most),
            "kept_y": 120 - round(120 * week.kept / most),
            "rate": week,
        }
        for place, week in enumerate(weeks)
    ]
