"""What readers of the help centre see: shelves, search results, related articles."""

import re
from dataclasses import dataclass

from django.db.models import Count, Prefetch, Q
from django.utils.text import Truncator
from pgvector.django import CosineDistance

from knowledge.models import Article, ArticleQuerySet, Audience, Collection, Passage
from knowledge.plain_text import opening_words
from knowledge.retrieving import Hit
from knowledge.search import search

MAX_TYPED = 200
# Below both, a passage has nothing to do with what was typed.
LEAST_SIMILARITY = 0.25
LEAST_COVERAGE = 0.3
# Farther than this (cosine distance), another article is about something else.
RELATED_WITHIN = 0.55

_BULLET = re.compile(r"^\s*- ", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Result:
    """A line of search results: the article, and the words in it that fit."""

    title: str
    url: str
    section: str
    excerpt: str


def shelves() -> list[Collection]:
    """Collections that hold something for customers; ``.shown`` are its articles."""
    public = Q(articles__status=Article.Status.APPROVED, articles__audience=Audience.PUBLIC)
    articles = Prefetch("articles", queryset=_listed(), to_attr="shown")
    counted = Collection.objects.annotate(size=Count("articles", filter=public))
    # Said again: grouping drops the order of the model.
    shelves = counted.filter(size__gt=0).order_by("position", "name")
    return list(shelves.prefetch_related(articles))


def unshelved() -> list[Article]:
    return list(_listed().filter(collection=None))


def on_shelf(collection: Collection) -> list[Article]:
    return list(_listed().filter(collection=collection))


def find(typed: str, *, limit: int = 8) -> list[Result]:
    """Articles for what is typed so far: titles that hold it, then what search finds."""
    typed = " ".join(typed.replace("\x00", "").split())[:MAX_TYPED]
    if len(typed) < 2:
        return []
    titled = [_titled(article) for article in _listed().filter(title__icontains=typed)[:3]]
    found = [_found(hit) for hit in search(typed, limit=limit * 3) if hit.url and _fits(hit)]
    results: dict[str, Result] = {}
    for result in [*titled, *found]:
        results.setdefault(result.url.partition("#")[0], result)
    return list(results.values())[:limit]


def related(article: Article, *, limit: int = 4) -> list[Article]:
    """Other public articles about nearly the same, nearest first."""
    about = article.passages.order_by("position").values_list("embedding", flat=True).first()
    if about is None:
        return []
    others = Passage.objects.filter(
        audience=Audience.PUBLIC, article__in=Article.objects.public()
    ).exclude(article=article)
    near = others.annotate(distance=CosineDistance("embedding", about)).order_by("distance")
    nearest = near.values_list("article_id", "distance")[:30]
    ids = list(dict.fromkeys(id_ for id_, distance in nearest if distance < RELATED_WITHIN))
    known = Article.objects.public().defer("body").in_bulk(ids[:limit])
    return [known[id_] for id_ in ids[:limit] if id_ in known]


def description(article: Article) -> str:
    """One or two sentences about the article: its summary, or how it begins."""
    return article.summary or opening_words(article.body)


def _listed() -> ArticleQuerySet:
    return Article.objects.public().defer("body")


def _titled(article: Article) -> Result:
    return Result(article.heading, article.get_absolute_url(), "", description(article))


def _found(hit: Hit) -> Result:
    excerpt = Truncator(" ".join(_BULLET.sub("", hit.text).split())).chars(180)
    title = hit.article_title or Truncator(excerpt).words(8)
    return Result(title, hit.url, hit.heading_path, excerpt)


def _fits(hit: Hit) -> bool:
    return hit.similarity >= LEAST_SIMILARITY or hit.coverage >= LEAST_COVERAGE
