"""The content check: what is wrong with an article, where, and why; the only writer of ``Finding``.

Each change of an approved article owes a check. What a person has dismissed stays dismissed for
as long as it is found at the same place.
"""

from collections.abc import Iterator
from datetime import timedelta

from django.db.models import Count, Q, QuerySet
from django.utils import timezone
from pgvector.django import CosineDistance

from knowledge.checks import age, claims, form
from knowledge.checks.found import Found
from knowledge.embeddings import embed
from knowledge.models import Article, Finding, Passage
from knowledge.twins import Twin, twin_of
from tenants.work.effects import once
from tenants.work.outbox import enqueue

TOPIC = "knowledge.check"
# Passages of other articles that an article's passages are held against: near enough in meaning
# (cosine distance) to speak of the same, and so many for each.
NEAR, COMPARED = 0.45, 5
MOST_PASSAGES = 40
MOST_CONTRADICTIONS = 10
# Articles that one day's round looks at again, and after how many days.
A_DAY, AGAIN_AFTER_DAYS = 300, 30

Key = tuple[str, str, int | None]


def check(article_id: int) -> None:
    """Look at an article again and store what is found. Safe to repeat."""
    article = Article.objects.exclude(status=Article.Status.ARCHIVED).filter(pk=article_id).first()
    found = list(_look(article)) if article else []
    with once():
        _store(article_id, found)
        Article.objects.filter(pk=article_id).update(checked_on=timezone.localdate())


def owe_checks() -> None:
    """A day's share of the articles in use that were not looked at for long, or never."""
    last = timezone.localdate() - timedelta(days=AGAIN_AFTER_DAYS)
    due = Q(checked_on=None) | Q(checked_on__lt=last) | Q(review_by=timezone.localdate())
    articles = Article.objects.approved().filter(due).order_by("checked_on", "id")
    for article_id in articles.values_list("id", flat=True)[:A_DAY]:
        enqueue(TOPIC, {"article": article_id})


def dismiss(finding_id: int, *, by: object) -> None:
    """It is as it should be. Raises ``Finding.DoesNotExist``."""
    finding = Finding.objects.get(pk=finding_id)
    finding.dismissed_at, finding.dismissed_by = timezone.now(), by  # type: ignore[assignment]
    finding.save(update_fields=["dismissed_at", "dismissed_by"])


def open_findings() -> QuerySet[Finding]:
    """What nobody has mended or dismissed, in articles that are in use."""
    found = Finding.objects.filter(dismissed_at=None)
    found = found.exclude(article__status=Article.Status.ARCHIVED)
    return found.select_related("article", "article__owner", "other").order_by("kind", "-found_at")


def _look(article: Article) -> Iterator[Found]:
    yield from form.length(article.body)
    yield from form.title(article.title)
    yield from form.topics(article.body, embed)
    yield from _duplicate(article)
    yield from _contradictions(article)
    yield from age.stale(article.body, _age(article), timezone.localdate())


def _duplicate(article: Article) -> Iterator[Found]:
    twin: Twin | None = twin_of(article.title, article.body, but=article.pk)
    if twin and not _on_other_shelf(article, twin.article):
        reason = f"{twin.alike:.0%} the same as “{twin.article.heading}”. Keep one of them."
        yield Found(Finding.Kind.DUPLICATE, reason, other=twin.article.pk)


def _contradictions(article: Article) -> Iterator[Found]:
    count = 0
    for passage in article.passages.order_by("position")[:MOST_PASSAGES]:
        mine = claims.claims(passage.text)
        for other in _near(passage) if mine else []:
            pairs = claims.contradictions(mine, claims.claims(other.text))
            for one, theirs, difference in pairs:
                count += 1
                if count > MOST_CONTRADICTIONS:
                    return
                yield Found(
                    Finding.Kind.CONTRADICTION,
                    f"“{other.title}” says otherwise: {difference}.",
                    one.text[:500],
                    other.article_id,
                    theirs.text[:500],
                )


def _near(passage: Passage) -> Iterator[Passage]:
    """Passages of other articles about nearly the same, not those of a shelf of its own."""
    others = Passage.objects.filter(article__status=Article.Status.APPROVED)
    others = others.exclude(article=passage.article_id).select_related("article")
    ranked = others.annotate(distance=CosineDistance("embedding", passage.embedding))
    for other in ranked.order_by("distance")[:COMPARED]:
        if other.distance > NEAR:
            return
        if not _on_other_shelf(passage.article, other.article):
            yield other


def _on_other_shelf(one: Article | None, other: Article | None) -> bool:
    """Two houses or products may each have their own "breakfast"."""
    shelves = {article.collection_id for article in (one, other) if article}
    return None not in shelves and len(shelves) > 1


def _age(article: Article) -> age.Age:
    helped = article.feedback.filter(version=article.version).aggregate(
        yes=Count("id", filter=Q(is_helpful=True)), no=Count("id", filter=Q(is_helpful=False))
    )
    changed = article.versions.order_by("-number").values_list("created_at", flat=True).first()
    day = timezone.localdate(changed or article.created_at)
    return age.Age(day, article.review_by, (helped["yes"], helped["no"]))


def _store(article_id: int, found: list[Found]) -> None:
    """What is found again keeps its row, and so whether it was dismissed."""
    known = {
        (one.kind, one.place, one.other_id): one
        for one in Finding.objects.select_for_update().filter(article_id=article_id)
    }
    wanted: dict[Key, Found] = {(str(one.kind), one.place, one.other): one for one in found}
    gone = [one.pk for key, one in known.items() if key not in wanted]
    Finding.objects.filter(pk__in=gone).delete()
    Finding.objects.bulk_create(
        Finding(
            article_id=article_id,
            kind=one.kind,
            reason=one.reason[:500],
            place=one.place,
            other_id=one.other,
            other_place=one.other_place,
        )
        for key, one in wanted.items()
        if key not in known
    )
