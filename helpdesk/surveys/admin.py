"""The words of the survey, on one page, and the responses to read."""

from typing import Any

from django.contrib import admin
from django.urls import reverse
from unfold.decorators import display

from helpdesk.conversations.admin import ReadOnlyAdmin
from helpdesk.surveys.models import Response, Survey
from tenants.one_row_admin import OneRowAdmin


@admin.register(Survey)
class SurveyAdmin(OneRowAdmin):
    fields = ["asks_csat", "csat_question", "thanks"]


@admin.register(Response)
class ResponseAdmin(ReadOnlyAdmin):
    list_display = ["contact", "kind", "shown_score", "path", "comment", "created_at"]
    list_filter = ["kind", "path", "score"]
    list_select_related = ["invitation__conversation__contact"]
    search_fields = ["comment"]
    search_help_text = "Words of the comment"
    ordering = ["-id"]
    fields = ["contact", "kind", "shown_score", "path", "comment", "created_at"]
    readonly_fields = ["contact", "shown_score"]

    @display(description="Contact")
    def contact(self, response: Response) -> str:
        return str(response.invitation.conversation.contact)

    @display(description="Score", ordering="score")
    def shown_score(self, response: Response) -> str:
        return response.words

    def get_view_on_site_url(self, obj: Any = None) -> str | None:
        return (
            reverse("inbox:thread", args=[obj.invitation.conversation.public_id]) if obj else None
        )
