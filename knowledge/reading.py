"""What readers of the help centre see: shelves and what stands on them, related articles."""

from django.core.paginator import Page, Paginator
from django.db.models import Count, Prefetch, Q
from pgvector.django import CosineDistance

from knowledge.editions import Edition
from knowledge.models import Article, ArticleQuerySet, Audience, Collection, Passage

# Of a shelf on the front page, and of one on a page of its own.
ON_FRONT, ON_PAGE = 4, 60
# Farther than this (cosine distance), another article is about something else.
RELATED_WITHIN = 0.55
# The index is asked for so many: some are of the same article, or in another language.
NEAREST = 30


def shelves(edition: Edition) -> list[Collection]:
    """Collections that hold something for customers; ``.shown`` are their first articles.

    ``.size`` is how many there are in all. Two statements and the names in other languages.
    """
    here = _listed(edition)
    counted = here.exclude(collection=None).order_by().values_list("collection")
    sizes = dict(counted.annotate(Count("pk")))
    first = Prefetch("articles", queryset=here[:ON_FRONT], to_attr="shown")
    found: list[Collection] = [*Collection.objects.filter(pk__in=sizes).prefetch_related(first)]
    for shelf in found:
        shelf.size = sizes[shelf.pk]  # type: ignore[attr-defined]
    edition.rename(found)
    return found


def unshelved(edition: Edition) -> list[Article]:
    """Articles on no shelf, as many as fit on the front page."""
    return list(_listed(edition).filter(collection=None)[:ON_PAGE])


def on_shelf(collection: Collection, edition: Edition, number: str) -> Page[Article]:
    """One page of the collection's articles; the nearest there is for any ``number``."""
    articles = _listed(edition, "summary").filter(collection=collection)
    return Paginator(articles, ON_PAGE).get_page(number)


def related(article: Article, edition: Edition, *, limit: int = 4) -> list[Article]:
    """Other articles of this edition about nearly the same, nearest first."""
    about = article.passages.order_by("position").values_list("embedding", flat=True).first()
    if about is None:
        return []
    passages = Passage.objects.filter(audience=Audience.PUBLIC).exclude(article=None)
    near = passages.annotate(distance=CosineDistance("embedding", about)).order_by("distance")
    nearest = near.values_list("article_id", "distance")[:NEAREST]
    ids = dict.fromkeys(id_ for id_, distance in nearest if distance < RELATED_WITHIN)
    known = _listed(edition).exclude(_same_work(article)).in_bulk(list(ids))
    return [known[id_] for id_ in ids if id_ in known][:limit]


def _same_work(article: Article) -> Q:
    work = article.translation_of_id or article.pk
    return Q(pk__in=(article.pk, work)) | Q(translation_of=work)


def _listed(edition: Edition, *more: str) -> ArticleQuerySet:
    """What a list of titles needs, along the index that knows what customers may read."""
    shown = ("public_id", "slug", "title", "language", "collection", *more)
    return edition.listed(Article.objects.public()).only(*shown)
