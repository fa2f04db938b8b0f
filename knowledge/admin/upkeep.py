"""Pages beside the articles: what waits for review, what is overdue, and every version."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils import timezone
from django.views.decorators.http import require_POST
from unfold.admin import ModelAdmin

from knowledge import checking, proposing, publishing, upkeep
from knowledge.models import Article, Finding, Proposal
from knowledge.reminding import STILL_TRUE_FOR

_DONE = {
    "accept": "{}: the change is approved.",
    "reject": "{}: stays as it is.",
    "approve": "{}: approved.",
    "back": "{}: back to draft.",
}


class UpkeepPages(ModelAdmin):
    """Mixed into the articles' admin class."""

    def get_urls(self) -> list[URLPattern]:
        pages = [
            ("review/", self.review_view, "review"),
            ("review/decide/", require_POST(self.decide_view), "decide"),
            ("overdue/", self.overdue_view, "overdue"),
            ("check/", self.check_view, "check"),
            ("check/dismiss/", require_POST(self.dismiss_view), "dismiss"),
            ("<object_id>/still-true/", require_POST(self.still_true_view), "still_true"),
            ("<object_id>/versions/", self.versions_view, "versions"),
            ("<object_id>/restore/", require_POST(self.restore_view), "restore"),
        ]
        return [
            *(
                path(route, self.admin_site.admin_view(view), name=f"knowledge_article_{name}")
                for route, view, name in pages
            ),
            *super().get_urls(),
        ]

    def review_view(self, request: HttpRequest) -> HttpResponse:
        """Changes and new articles that wait for a person."""
        shown = {"title": "To review", "waiting": upkeep.waiting()}
        return self._page(request, "review", shown)

    def decide_view(self, request: HttpRequest) -> HttpResponse:
        """Approve or send back one card of the queue."""
        self._check_change(request)
        verb = request.POST.get("verb", "")
        try:
            article = _decided(verb, _number(request.POST.get("id")), request.user)
        except (Proposal.DoesNotExist, Article.DoesNotExist):
            messages.info(request, "Somebody else has decided that already.")
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        else:
            messages.success(request, _DONE[verb].format(article.heading))
        return redirect("admin:knowledge_article_review")

    def overdue_view(self, request: HttpRequest) -> HttpResponse:
        """Articles whose day to be looked at has passed."""
        articles = list(upkeep.overdue()[:100])
        today = timezone.localdate()
        days = [(article, (today - article.review_by).days) for article in articles]  # type: ignore[operator]
        return self._page(request, "overdue", {"title": "Overdue", "overdue": days})

    def still_true_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Somebody has looked at it: the next day is half a year away."""
        self._check_change(request)
        article = get_object_or_404(Article, pk=object_id)
        publishing.revise(article.pk, review_by=timezone.localdate() + STILL_TRUE_FOR)
        messages.success(request, f"{article.heading}: still true.")
        return redirect("admin:knowledge_article_overdue")

    def check_view(self, request: HttpRequest) -> HttpResponse:
        """What the content check found, kind by kind."""
        found = checking.open_findings()
        kind = request.GET.get("kind", "")
        shown = found.filter(kind=kind) if kind in Finding.Kind.values else found
        kinds = [(one, found.filter(kind=one).count()) for one in Finding.Kind]
        page = {"title": "Content check", "findings": shown[:100], "kind": kind}
        return self._page(request, "check", {**page, "kinds": [one for one in kinds if one[1]]})

    def dismiss_view(self, request: HttpRequest) -> HttpResponse:
        """It is as it should be: the finding is not shown again while it stays the same."""
        self._check_change(request)
        finding = Finding.objects.filter(pk=_number(request.POST.get("id"))).first()
        if finding is not None:
            checking.dismiss(finding.pk, by=request.user)
            messages.success(request, "Dismissed. It comes back if the words change.")
        return redirect("admin:knowledge_article_check")

    def versions_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """What the article said before, and what each version changed."""
        article = get_object_or_404(Article, pk=object_id)
        shown = {"title": f"Versions of {article.heading}", "article": article}
        return self._page(request, "versions", {**shown, "steps": upkeep.steps(article)})

    def restore_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """An earlier wording becomes the newest version."""
        self._check_change(request)
        article = get_object_or_404(Article, pk=object_id)
        number = _number(request.POST.get("number"))
        try:
            proposing.restore(article.pk, number, by=request.user)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        else:
            messages.success(request, f"Version {number} is the newest again.")
        return redirect("admin:knowledge_article_versions", article.pk)

    def _page(self, request: HttpRequest, name: str, shown: dict[str, Any]) -> HttpResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        tabs = {
            "to_review": upkeep.count_waiting(),
            "to_look_at": upkeep.overdue().count(),
            "to_mend": checking.open_findings().count(),
        }
        context = {**self.admin_site.each_context(request), "opts": self.opts, "tab": name}
        context["may_change"] = self.has_change_permission(request)
        return TemplateResponse(
            request, f"knowledge/upkeep/{name}.html", {**context, **tabs, **shown}
        )

    def _check_change(self, request: HttpRequest) -> None:
        if not self.has_change_permission(request):
            raise PermissionDenied


def _number(said: str | None) -> int:
    """0, which is nothing's, for what is no number or too large for one of ours."""
    return int(said) if said and said.isdecimal() and len(said) < 10 else 0


def _decided(verb: str, pk: int, by: Any) -> Article:
    """Raises ``ValidationError`` for a verb that is none."""
    if verb == "accept":
        return proposing.accept(pk, by=by)
    if verb == "reject":
        return proposing.reject(pk)
    if verb == "approve":
        return publishing.publish(pk)
    if verb == "back":
        return publishing.unpublish(pk)
    raise ValidationError("Choose what to do with it.")
