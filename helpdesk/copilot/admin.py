"""Where admins see what was suggested to agents, and what they made of it."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from unfold.decorators import action, display

from helpdesk.conversations.admin import ReadOnlyAdmin
from helpdesk.copilot import figures
from helpdesk.copilot.models import Suggestion


@admin.register(Suggestion)
class SuggestionAdmin(ReadOnlyAdmin):
    list_display = ["contact", "kind", "agent", "outcome", "distance", "model", "created_at"]
    list_filter = ["kind", "outcome", ("agent", admin.RelatedOnlyFieldListFilter)]
    list_select_related = ["agent", "conversation__contact"]
    ordering = ["-id"]
    actions_list = ["over_time"]
    fields = ["conversation", "agent", "kind", "text", "model", "problem", "outcome", "distance"]
    fields += ["created_at", "ready_at", "inserted_at", "ended_at"]

    @display(description="Contact")
    def contact(self, suggestion: Suggestion) -> str:
        return str(suggestion.conversation.contact)

    def get_view_on_site_url(self, obj: Any = None) -> str | None:
        return reverse("inbox:thread", args=[obj.conversation.public_id]) if obj else None

    @action(description="What agents made of them", url_path="taken")
    def over_time(self, request: HttpRequest) -> HttpResponse:
        context = {
            **admin.site.each_context(request),
            "title": "What agents made of suggestions",
            "weeks": figures.WEEKS,
            "rows": figures.weeks(),
        }
        return TemplateResponse(request, "copilot/taken.html", context)
