"""Where staff see what to write next, and who was told a text that has changed."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.contrib import admin, messages
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, OuterRef, QuerySet
from django.db.models.functions import JSONObject, TruncWeek
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from unfold.decorators import action, display
from unfold.enums import ActionVariant

from helpdesk.conversations.admin import ReadOnlyAdmin
from helpdesk.insights import drafting, noticing, telling
from helpdesk.insights.models import Gap, Miss, Telling
from tenants.work.outbox import enqueue

WEEKS = 8
EXAMPLES = 20


@admin.register(Gap)
class GapAdmin(ReadOnlyAdmin):
    """Missing intents, the most frequent first."""

    # Read by helpers/empty_results.html.
    empty_words = (
        "What customers asked in the last 30 days and got no good answer to is put together here, "
        "every hour."
    )
    list_display = ["question", "questions", "trend", "last_asked", "draft"]
    list_filter = ["is_dismissed", ("article", admin.EmptyFieldListFilter)]
    list_select_related = ["example", "article"]
    list_per_page = 25
    ordering = ["-size", "-id"]
    actions_list = ["look_now"]
    actions_detail = ["draft_this", "dismiss_this", "reopen_this"]
    fields = ["question", "questions", "trend", "why", "examples", "draft", "is_dismissed"]
    readonly_fields = fields

    def get_queryset(self, request: HttpRequest) -> QuerySet[Gap]:
        gaps: QuerySet[Gap] = super().get_queryset(request).defer("centre")
        gaps = gaps.annotate(weekly=ArraySubquery(_weekly()))
        if "is_dismissed__exact" in request.GET or request.resolver_match is None:
            return gaps
        is_list = request.resolver_match.url_name == "insights_gap_changelist"
        return gaps.filter(is_dismissed=False) if is_list else gaps

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_decide_permission(self, request: HttpRequest, object_id: Any = None) -> bool:
        return request.user.has_perm("insights.change_gap")

    def get_actions_detail(self, request: HttpRequest, object_id: int) -> list[Any]:
        """Only the buttons that lead on from where the gap is."""
        gap = Gap.objects.filter(pk=object_id).only("is_dismissed", "article").first()
        if gap is None:
            return []
        ways = ["reopen_this"] if gap.is_dismissed else ["dismiss_this"]
        ways += [] if gap.article_id or gap.is_dismissed else ["draft_this"]
        offered = super().get_actions_detail(request, object_id)
        return [one for one in offered if one.action_name.split("gap_", 1)[-1] in ways]

    @display(description="What customers ask")
    def question(self, gap: Gap) -> str:
        return str(gap)

    @display(description="Questions", ordering="-size")
    def questions(self, gap: Gap) -> int:
        return gap.size

    @display(description="Last asked", ordering="latest_at")
    def last_asked(self, gap: Gap) -> str:
        return f"{gap.latest_at:%d %b %Y}"

    @display(description=f"Last {WEEKS} weeks")
    def trend(self, gap: Gap) -> str:
        return render_to_string(
            "insights/_trend.html", {"weeks": weeks_of(getattr(gap, "weekly", []))}
        )

    @display(description="Draft")
    def draft(self, gap: Gap) -> str:
        if gap.article is None:
            return ""
        return render_to_string("insights/_article.html", {"article": gap.article})

    @display(description="Why it is here")
    def why(self, gap: Gap) -> str:
        kinds = gap.misses.order_by().values_list("kind").annotate(n=Count("pk"))
        return " · ".join(f"{Miss.Kind(kind).label}: {n}" for kind, n in kinds.order_by("-n"))

    @display(description=f"The latest {EXAMPLES}")
    def examples(self, gap: Gap) -> str:
        misses = gap.misses.select_related("turn__conversation").defer("meaning")[:EXAMPLES]
        return render_to_string("insights/_examples.html", {"misses": misses})

    @action(description="Look again now", permissions=["decide"], url_path="look")
    def look_now(self, request: HttpRequest) -> HttpResponse:
        enqueue(noticing.TOPIC, {})
        messages.success(request, "Looking. New questions appear here in a moment.")
        return redirect(reverse("admin:insights_gap_changelist"))

    @action(
        description="Draft an article",
        permissions=["decide"],
        url_path="draft",
        variant=ActionVariant.PRIMARY,
    )
    def draft_this(self, request: HttpRequest, object_id: int) -> HttpResponse:
        gap = get_object_or_404(Gap, pk=object_id)
        drafting.order(gap.pk, agent_id=request.user.pk or 0)
        messages.success(request, "A draft is being written from what your team answered.")
        return _back(object_id)

    @action(description="Dismiss", permissions=["decide"], url_path="dismiss")
    def dismiss_this(self, request: HttpRequest, object_id: int) -> HttpResponse:
        return _dismiss(object_id, is_dismissed=True)

    @action(description="List again", permissions=["decide"], url_path="reopen")
    def reopen_this(self, request: HttpRequest, object_id: int) -> HttpResponse:
        return _dismiss(object_id, is_dismissed=False)


@admin.register(Telling)
class TellingAdmin(ReadOnlyAdmin):
    """Answers that stood on a text that has changed since."""

    empty_words = "When an article changes, conversations answered from its old text stand here."
    list_display = ["article", "version", "current", "conversation", "told_at"]
    list_filter = [("article", admin.RelatedOnlyFieldListFilter)]
    list_select_related = ["article", "conversation__contact"]
    ordering = ["-id"]
    fields = ["article", "version", "current", "conversation", "seq", "told_at"]
    readonly_fields = ["current"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Telling]:
        return telling.outdated().select_related(*self.list_select_related)

    @display(description="Version now")
    def current(self, told: Telling) -> int:
        return told.article.version

    def get_view_on_site_url(self, obj: Any = None) -> str | None:
        return reverse("inbox:thread", args=[obj.conversation.public_id]) if obj else None


def weeks_of(counted: Sequence[dict[str, Any]]) -> list[dict[str, int]]:
    """Questions of the last weeks, oldest first, as bars of a picture 20 high."""
    found = {row["week"][:10]: row["n"] for row in counted}
    monday = timezone.localdate() - timedelta(days=timezone.localdate().weekday())
    starts = [monday - timedelta(weeks=back) for back in range(WEEKS - 1, -1, -1)]
    counts = [found.get(start.isoformat(), 0) for start in starts]
    most = max(*counts, 1)
    heights = [round(20 * n / most) for n in counts]
    return [
        {"x": place * 12, "y": 20 - height, "height": height, "n": n}
        for place, (n, height) in enumerate(zip(counts, heights, strict=True))
    ]


def _weekly() -> QuerySet[Miss, Any]:
    """The gap's questions by week, of those that the picture shows."""
    since = timezone.now() - timedelta(weeks=WEEKS)
    latest = Miss.objects.filter(gap=OuterRef("pk"), asked_at__gt=since).order_by()
    counted = latest.annotate(week=TruncWeek("asked_at")).values("week").annotate(n=Count("pk"))
    return counted.values(row=JSONObject(week="week", n="n"))


def _dismiss(gap_id: int, *, is_dismissed: bool) -> HttpResponse:
    Gap.objects.filter(pk=gap_id).update(is_dismissed=is_dismissed)
    return _back(gap_id)


def _back(gap_id: int) -> HttpResponse:
    return redirect(reverse("admin:insights_gap_change", args=[gap_id]))
