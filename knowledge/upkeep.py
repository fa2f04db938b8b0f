"""What waits for a person: changes and new articles to review, and articles to look at again."""

from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet
from django.utils import timezone

from knowledge import comparing
from knowledge.models import Article, ImportItem, Proposal, Version
from knowledge.versions import WORDING

Status = Article.Status
# What one page of the review queue shows; the rest follows as these are decided.
AT_ONCE = 25


@dataclass(frozen=True, slots=True)
class Waiting:
    """A card of the review queue. ``lines``: what would change; none for an article that is new.

    ``retitled`` is the title as it would be, where that changes; ``origin`` the file, page or
    ticket that it was made of.
    """

    article: Article
    proposal: Proposal | None = None
    lines: tuple[comparing.Line, ...] = ()
    retitled: str = ""
    origin: str = ""


def waiting() -> list[Waiting]:
    """Proposed changes, then articles in review, oldest first; at most ``AT_ONCE`` of each."""
    proposals = Proposal.objects.select_related("article", "article__owner", "author")
    articles = Article.objects.filter(status=Status.REVIEW).select_related("owner", "collection")
    return [
        *(_changed(proposal) for proposal in proposals.order_by("created_at")[:AT_ONCE]),
        *(_in_review(article) for article in articles.order_by("updated_at")[:AT_ONCE]),
    ]


def count_waiting() -> int:
    return Article.objects.filter(status=Status.REVIEW).count() + Proposal.objects.count()


def overdue(today: date | None = None) -> QuerySet[Article]:
    """Articles in use whose day to be looked at has passed, longest first."""
    due = Article.objects.filter(review_by__lt=today or timezone.localdate())
    due = due.exclude(status=Status.ARCHIVED).select_related("owner", "collection")
    return due.order_by("review_by", "id")


def _changed(proposal: Proposal) -> Waiting:
    now, then = proposal.article, proposal
    return Waiting(
        article=now,
        proposal=proposal,
        lines=tuple(comparing.lines(now.body, then.body)),
        retitled=then.title if then.title != now.title else "",
        origin=proposal.note,
    )


def _in_review(article: Article) -> Waiting:
    origin = ImportItem.objects.filter(article=article).order_by("-id").first()
    return Waiting(article, origin=origin.name if origin else "")


@dataclass(frozen=True, slots=True)
class Step:
    """A version and what it changed against the one before; ``more``: fields beside the text."""

    version: Version
    lines: tuple[comparing.Line, ...]
    more: tuple[str, ...]


def steps(article: Article) -> list[Step]:
    """The article's versions, newest first, the last fifty."""
    versions = list(article.versions.select_related("author")[:51])
    pairs = zip(versions[:50], [*versions[1:], None], strict=False)
    return [_step(after, before) for after, before in pairs]


def _step(after: Version, before: Version | None) -> Step:
    if before is None:
        return Step(after, (), ())
    more = [
        f"{name}: {getattr(before, name)} → {getattr(after, name)}"
        for name in WORDING
        if name != "body" and getattr(before, name) != getattr(after, name)
    ]
    return Step(after, tuple(comparing.lines(before.body, after.body)), tuple(more))
