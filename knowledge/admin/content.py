"""Where a tenant's staff own their content: articles and their way to approval, shelves, facts."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db.models import Count, Q, QuerySet, TextField
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from unfold.admin import ModelAdmin, TabularInline
from unfold.decorators import action, display
from unfold.enums import ActionVariant
from unfold.widgets import UnfoldAdminTextareaWidget

from knowledge import proposing, publishing, rendering
from knowledge.admin.upkeep import UpkeepPages
from knowledge.models import Article, Audience, Collection, CollectionWords, Feedback, Snippet
from knowledge.versions import WORDING

Status = Article.Status
Verb = Callable[[int], Article]

# What can be done with an article in each status, in the order of the buttons.
_WAYS_ON = {
    Status.DRAFT: ["approve_this", "submit_this", "archive_this"],
    Status.REVIEW: ["approve_this", "withdraw_this", "archive_this"],
    Status.APPROVED: ["withdraw_this", "archive_this"],
    Status.ARCHIVED: ["approve_this"],
}


class ReviewFilter(admin.SimpleListFilter):
    """Articles whose owner should look at them again."""

    title = "review"
    parameter_name = "review"

    def lookups(self, _request: HttpRequest, _admin: Any) -> list[tuple[str, str]]:
        return [("overdue", "Overdue"), ("soon", "Due within 30 days"), ("none", "No date")]

    def queryset(self, _request: HttpRequest, articles: QuerySet[Article]) -> QuerySet[Article]:
        today = timezone.localdate()
        chosen = {
            "overdue": Q(review_by__lt=today),
            "soon": Q(review_by__range=(today, today + timedelta(days=30))),
            "none": Q(review_by=None),
        }.get(self.value() or "", Q())
        return articles.filter(chosen)


@admin.register(Article)
class ArticleAdmin(UpkeepPages):
    """Articles. Every change goes through ``publishing``, so that search follows it."""

    change_form_before_template = "knowledge/upkeep/_notices.html"
    actions_submit_line = ["propose_this"]

    list_display = ["heading", "state", "who_reads", "collection", "owner", "review", "helped"]
    list_filter = ["status", "audience", ReviewFilter, "collection", "owner", "language"]
    list_select_related = ["collection", "owner"]
    search_fields = ["title", "summary", "body"]
    search_help_text = "Words of the title, the summary or the text"
    autocomplete_fields = ["translation_of"]
    formfield_overrides = {TextField: {"widget": UnfoldAdminTextareaWidget(attrs={"rows": 24})}}
    ordering = ["-updated_at"]
    actions = ["submit_for_review", "approve", "withdraw", "archive"]
    actions_detail = ["approve_this", "submit_this", "withdraw_this", "archive_this"]
    readonly_fields = ["state", "search_state", "helped", "preview", "updated_at", "published_at"]
    fieldsets = [
        (None, {"fields": ["title", "summary", "body"]}),
        ("Where it stands", {"fields": ["collection", "audience", "language", "translation_of"]}),
        ("Who keeps it true", {"fields": ["owner", "review_by"]}),
        ("State", {"fields": ["state", "search_state", "helped", "published_at", "updated_at"]}),
        ("Preview", {"fields": ["preview"], "classes": ["collapse"]}),
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Article]:
        articles: QuerySet[Article] = super().get_queryset(request)
        return articles.annotate(
            yes=Count("feedback", filter=Q(feedback__is_helpful=True)),
            no=Count("feedback", filter=Q(feedback__is_helpful=False)),
        )

    def get_actions_detail(self, request: HttpRequest, object_id: int) -> list[Any]:
        """Only the buttons that lead on from where the article is."""
        article = Article.objects.filter(pk=object_id).only("status").first()
        ways = _WAYS_ON[Status(article.status)] if article else []
        offered = super().get_actions_detail(request, object_id)
        return [one for one in offered if one.action_name.split("article_", 1)[-1] in ways]

    def view_on_site(self, article: Article) -> str | None:
        """The page in the help centre, while there is one."""
        is_there = article.status == Status.APPROVED and article.audience == Audience.PUBLIC
        return article.get_absolute_url() if is_there else None

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        return {"owner": request.user.pk, **super().get_changeform_initial_data(request)}

    def response_add(
        self, request: HttpRequest, obj: Article, post_url_continue: str | None = None
    ) -> HttpResponse:
        """A saved article lies open with the buttons that lead on, unless another is wanted."""
        if "_addanother" in request.POST:
            return super().response_add(request, obj, post_url_continue)
        messages.success(request, "Saved as a draft. Customers see it once you approve it.")
        return redirect(reverse("admin:knowledge_article_change", args=[obj.pk]))

    def save_model(self, request: HttpRequest, obj: Article, form: Form, change: bool) -> None:
        changes = {key: form.cleaned_data[key] for key in form.changed_data}
        if not change:
            obj.pk = publishing.create(by=request.user, **form.cleaned_data).pk
        elif any(key.endswith("propose_this") for key in request.POST):
            proposing.propose(obj.pk, by=request.user, **changes)
            changes = {key: value for key, value in changes.items() if key not in WORDING}
            publishing.revise(obj.pk, by=request.user, **changes)
        else:
            publishing.revise(obj.pk, by=request.user, **changes)
        obj.refresh_from_db()

    def get_actions_submit_line(self, request: HttpRequest, object_id: int) -> list[Any]:
        """A change can be proposed where readers have something that it would replace."""
        approved = Article.objects.approved().filter(pk=object_id).exists()
        return super().get_actions_submit_line(request, object_id) if approved else []

    @action(description="Save for review", permissions=["change"])
    def propose_this(self, _request: HttpRequest, _article: Article) -> None:
        """Marks the button; ``save_model`` does it."""

    def delete_model(self, _request: HttpRequest, obj: Article) -> None:
        publishing.delete(obj)

    def delete_queryset(self, _request: HttpRequest, queryset: QuerySet[Article]) -> None:
        for article in queryset:
            publishing.delete(article)

    @display(description="Title", ordering="title")
    def heading(self, article: Article) -> str:
        return article.heading

    @display(
        description="Status",
        ordering="status",
        label={"Draft": "info", "In review": "warning", "Approved": "success"},
    )
    def state(self, article: Article) -> str:
        return article.get_status_display()

    @display(description="For", ordering="audience")
    def who_reads(self, article: Article) -> str:
        return article.get_audience_display()

    @display(description="Review by", ordering="review_by")
    def review(self, article: Article) -> str:
        if article.review_by is None:
            return ""
        day = f"{article.review_by:%d %b %Y}"
        return f"Overdue: {day}" if article.review_by < timezone.localdate() else day

    @display(description="Helpful")
    def helped(self, article: Article) -> str:
        yes, no = getattr(article, "yes", 0), getattr(article, "no", 0)
        return f"{yes} of {yes + no}" if yes + no else ""

    @display(description="In search")
    def search_state(self, article: Article) -> str:
        if article.is_findable:
            return "Yes, as it stands"
        return "In a moment" if article.status == Status.APPROVED else "No, it is not approved"

    @display(description="As readers see it")
    def preview(self, article: Article) -> SafeString | str:
        return rendering.page(article.body).html

    @admin.action(description="Submit for review", permissions=["change"])
    def submit_for_review(self, request: HttpRequest, articles: QuerySet[Article]) -> None:
        _each(request, articles, publishing.submit_for_review)

    @admin.action(description="Approve", permissions=["change"])
    def approve(self, request: HttpRequest, articles: QuerySet[Article]) -> None:
        _each(request, articles, publishing.publish)

    @admin.action(description="Back to draft", permissions=["change"])
    def withdraw(self, request: HttpRequest, articles: QuerySet[Article]) -> None:
        _each(request, articles, publishing.unpublish)

    @admin.action(description="Archive", permissions=["change"])
    def archive(self, request: HttpRequest, articles: QuerySet[Article]) -> None:
        _each(request, articles, publishing.archive)

    @action(
        description="Approve",
        permissions=["change"],
        url_path="approve",
        variant=ActionVariant.PRIMARY,
    )
    def approve_this(self, request: HttpRequest, object_id: int) -> HttpResponse:
        return _one(request, object_id, publishing.publish)

    @action(description="Submit for review", permissions=["change"], url_path="submit")
    def submit_this(self, request: HttpRequest, object_id: int) -> HttpResponse:
        return _one(request, object_id, publishing.submit_for_review)

    @action(description="Back to draft", permissions=["change"], url_path="withdraw")
    def withdraw_this(self, request: HttpRequest, object_id: int) -> HttpResponse:
        return _one(request, object_id, publishing.unpublish)

    @action(description="Archive", permissions=["change"], url_path="archive")
    def archive_this(self, request: HttpRequest, object_id: int) -> HttpResponse:
        return _one(request, object_id, publishing.archive)


class CollectionWordsInline(TabularInline):
    """What the collection is called in the help centre's other languages."""

    model = CollectionWords
    extra = 0


@admin.register(Collection)
class CollectionAdmin(ModelAdmin):
    """Shelves, in the order in which the help centre shows them."""

    list_display = ["name", "position", "size"]
    list_editable = ["position"]
    search_fields = ["name", "description"]
    prepopulated_fields = {"slug": ["name"]}
    inlines = [CollectionWordsInline]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Collection]:
        shelves: QuerySet[Collection] = super().get_queryset(request)
        return shelves.annotate(articles_count=Count("articles"))

    @display(description="Articles", ordering="articles_count")
    def size(self, collection: Collection) -> int:
        return getattr(collection, "articles_count", 0)


@admin.register(Snippet)
class SnippetAdmin(ModelAdmin):
    """Short facts for the assistant."""

    list_display = ["title", "audience", "is_active", "updated_at"]
    list_filter = ["audience", "is_active", "language"]
    search_fields = ["title", "body"]

    def save_model(self, _request: HttpRequest, obj: Snippet, _form: Form, _change: bool) -> None:
        publishing.save_snippet(obj)

    def delete_model(self, _request: HttpRequest, obj: Snippet) -> None:
        publishing.delete(obj)

    def delete_queryset(self, _request: HttpRequest, queryset: QuerySet[Snippet]) -> None:
        for snippet in queryset:
            publishing.delete(snippet)


@admin.register(Feedback)
class FeedbackAdmin(ModelAdmin):
    """What readers said; nobody may put words in their mouths."""

    list_display = ["created_at", "article", "is_helpful", "reason", "comment"]
    list_filter = ["is_helpful", "reason"]
    list_select_related = ["article"]
    search_fields = ["comment", "article__title"]

    def has_add_permission(self, _request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, _request: HttpRequest, _obj: Feedback | None = None) -> bool:
        return False


def _each(request: HttpRequest, articles: QuerySet[Article], verb: Verb) -> None:
    done = 0
    for article in articles:
        try:
            verb(article.pk)
            done += 1
        except ValidationError as error:
            messages.error(request, f"{article.heading}: {' '.join(error.messages)}")
    if done:
        messages.success(request, f"{done} article{'s' if done > 1 else ''} done.")


def _one(request: HttpRequest, article_id: int, verb: Verb) -> HttpResponseRedirect:
    try:
        article = verb(int(article_id))
        messages.success(request, f"{article.heading}: {article.get_status_display().lower()}.")
    except Article.DoesNotExist as error:
        raise Http404 from error
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect(reverse("admin:knowledge_article_change", args=[article_id]))
