"""Where admins see what agents say of hand-offs."""

import csv
from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from unfold.decorators import action, display

from helpdesk.conversations.admin import ReadOnlyAdmin
from helpdesk.handoff import figures
from helpdesk.handoff.models import CHOICES, FIELDS, HandoffJudgement

TITLES = {
    "context": "Enough context",
    "moment": "Right moment",
    "team": "Right team",
    "summary": "Summary right as it is",
}


@admin.register(HandoffJudgement)
class HandoffJudgementAdmin(ReadOnlyAdmin):
    list_display = ["contact", "context", "judged", "team", "summary", "agent", "judged_at"]
    list_filter = [
        *("context", "judged", "team", "summary"),
        ("agent", admin.RelatedOnlyFieldListFilter),
    ]
    list_select_related = ["agent", "handoff__conversation__contact"]
    ordering = ["-id"]
    actions_list = ["over_time"]
    fields = ["handoff", "context", "judged", "team", "summary", "summary_words"]
    fields += ["summary_distance", "who", "judged_at"]
    readonly_fields = ["who"]

    @display(description="Contact")
    def contact(self, judgement: HandoffJudgement) -> str:
        return str(judgement.handoff.conversation.contact)

    @display(description="Said by")
    def who(self, judgement: HandoffJudgement) -> str:
        told = [(name, one) for name, one in judgement.said.items() if isinstance(one, dict)]
        return " · ".join(
            f"{name}: {one.get('agent', '')}, {one.get('at', '')[:16]}" for name, one in told
        )

    def get_view_on_site_url(self, obj: Any = None) -> str | None:
        return reverse("inbox:thread", args=[obj.handoff.conversation.public_id]) if obj else None

    @action(description="How hand-offs were judged", url_path="judged")
    def over_time(self, request: HttpRequest) -> HttpResponse:
        """The page, or with ``?csv`` its numbers by week."""
        weeks = figures.weeks()
        if "csv" in request.GET:
            return _as_csv(weeks)
        context = {
            **admin.site.each_context(request),
            "title": "How hand-offs were judged",
            "weeks": figures.WEEKS,
            "shares": [(TITLES[one.question], one) for one in figures.shares(weeks)],
            "rows": [(week, _cells(week)) for week in weeks],
            "titles": [TITLES[question] for question in FIELDS],
        }
        return TemplateResponse(request, "handoff/judged.html", context)


def _cells(week: figures.Week) -> list[tuple[int, int]]:
    """Good verdicts and all, question by question."""
    return [
        (week.answers[question][figures.GOOD[question]], week.answered(question))
        for question in FIELDS
    ]


def _as_csv(weeks: list[figures.Week]) -> HttpResponse:
    answer = HttpResponse(content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="hand-offs.csv"'
    columns = [(question, value) for question in FIELDS for value in CHOICES[question].values]
    writer = csv.writer(answer)
    names = [f"{question}_{value}" for question, value in columns]
    writer.writerow(["week", "handoffs", *names, "summary_distance"])
    for week in weeks:
        counts = [week.answers[question][value] for question, value in columns]
        apart = "" if week.distance is None else week.distance
        writer.writerow([week.monday.isoformat(), week.handoffs, *counts, apart])
    return answer
