"""Conversations to look at: who wants to act opens the inbox. Nothing here can be changed."""

from typing import Any

from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from unfold.admin import ModelAdmin
from unfold.decorators import display
from unfold.paginator import InfinitePaginator

from escalation.rules import Trigger
from helpdesk.conversations.models import Contact, Conversation, Handoff

# A long log is read in the inbox; here its end is enough.
LAST_ENTRIES = 50

STATUS_COLOURS = {
    "With the assistant": "info",
    "Waiting for a person": "warning",
    "Open": "primary",
    "Snoozed": "info",
    "Resolved": "success",
}


class ReadOnlyAdmin(ModelAdmin):
    """Pages forward without counting: these tables grow for ever."""

    paginator = InfinitePaginator
    show_full_result_count = False
    list_per_page = 50

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


@admin.register(Conversation)
class ConversationAdmin(ReadOnlyAdmin):
    list_display = ["contact", "shown_status", "last_preview", "team", "assignee"]
    list_display += ["origin", "last_message_at"]
    list_filter = ["status", "origin", "team", "is_spam"]
    list_select_related = ["contact", "team", "assignee"]
    search_fields = ["contact__name", "contact__email", "public_id"]
    search_help_text = "Name or e-mail of the contact"
    ordering = ["-last_message_at", "-id"]
    fieldsets = [
        (None, {"fields": ["contact", "shown_status", "priority", "team", "assignee", "log"]}),
        (
            "Record",
            {
                "fields": [
                    *["public_id", "origin", "page", "locale", "created_at", "handed_off_at"],
                    *["first_reply_at", "resolved_at"],
                ]
            },
        ),
    ]
    readonly_fields = ["log", "shown_status"]

    @display(description="Status", ordering="status", label=STATUS_COLOURS)
    def shown_status(self, conversation: Conversation) -> str:
        return conversation.get_status_display()

    @display(description="What was said")
    def log(self, conversation: Conversation) -> str:
        latest = conversation.messages.select_related("agent").order_by("-seq")[:LAST_ENTRIES]
        context = {"entries": list(latest)[::-1], "conversation": conversation}
        return render_to_string("console/_log.html", context)

    def get_view_on_site_url(self, obj: Any = None) -> str | None:
        return reverse("inbox:thread", args=[obj.public_id]) if obj else None


@admin.register(Handoff)
class HandoffAdmin(ReadOnlyAdmin):
    list_display = ["conversation", "why", "rule_name", "reason", "team", "created_at"]
    list_filter = ["trigger", "team"]
    list_select_related = ["conversation__contact", "team"]
    fieldsets = [
        (None, {"fields": ["conversation", "why", "rule_name", "reason", "team", "created_at"]}),
        ("The prepared case", {"fields": ["goal", "next_step", "package"]}),
    ]
    readonly_fields = ["why", "goal", "next_step"]

    @display(description="When", ordering="trigger")
    def why(self, handoff: Handoff) -> str:
        known = handoff.trigger in Trigger.values
        return str(Trigger(handoff.trigger).label) if known else handoff.trigger

    @display(description="What they want")
    def goal(self, handoff: Handoff) -> str:
        return str(handoff.package.get("goal", {}).get("text", ""))

    @display(description="First step")
    def next_step(self, handoff: Handoff) -> str:
        return str(handoff.package.get("next_step", ""))


@admin.register(Contact)
class ContactAdmin(ReadOnlyAdmin):
    list_display = ["__str__", "email", "external_id", "is_blocked", "last_seen_at"]
    search_fields = ["name", "email", "external_id"]
    list_filter = ["is_blocked"]
    ordering = ["-id"]
