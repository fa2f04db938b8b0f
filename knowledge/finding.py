"""Search for readers of the help centre: articles, best first, with what was looked for marked.

Titles are compared with what is typed letter by letter, so that half a word finds and a slip is
forgiven; texts are found as for the assistant (``knowledge.search``). Each article comes once, in
the reader's language where it has a version in it.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from django.contrib.postgres.search import TrigramWordSimilarity
from django.db.models import Q
from django.db.models.functions import Coalesce, Upper

from knowledge.editions import Edition
from knowledge.languages import search_config
from knowledge.marking import Marked, Place, marked
from knowledge.models import Article, ArticleQuerySet
from knowledge.plain_text import opening_words
from knowledge.retrieving import Hit
from knowledge.search import Dialogue, search
from knowledge.terms import terms_of

MAX_TYPED = 200
SHOWN = 8
TITLES = 3
# How much of what was typed a title must hold, in trigrams: "refnd" is .67 like "refund".
NEARLY = 0.66
# Below both, a passage has nothing to do with what was typed.
LEAST_SIMILARITY = 0.25
LEAST_COVERAGE = 0.3


@dataclass(frozen=True, slots=True)
class Result:
    """A line of search results: the article, and the words in it that fit."""

    article: Article
    url: str
    title: Marked
    section: Marked
    excerpt: Marked


@dataclass(frozen=True, slots=True)
class Results:
    """``typed`` as it was looked for, and what it led to."""

    typed: str = ""
    lines: tuple[Result, ...] = ()


@dataclass(frozen=True, slots=True)
class _Page:
    """An article that fits, and the passage that does; None where only its title does."""

    article: Article
    hit: Hit | None

    @property
    def place(self) -> Place:
        config, title = search_config(self.article.language), self.article.heading
        if self.hit is None:
            return Place(config, title, "", description(self.article))
        return Place(config, title, self.hit.heading_path, self.hit.text)


def find(typed: str, edition: Edition) -> Results:
    """Articles for what is typed so far: those so called, then what search finds in texts."""
    typed = " ".join(typed.replace("\x00", "").split())[:MAX_TYPED]
    if len(typed) < 2:
        return Results(typed)
    called = _called(typed, edition)
    hits = [hit for hit in search(typed, limit=SHOWN * 3) if hit.public_id and _fits(hit)]
    pages = [*_pages(called, hits, edition)][:SHOWN]
    return Results(typed, tuple(_results(typed, pages, edition)) if pages else ())


def description(article: Article) -> str:
    """One or two sentences about the article: its summary, or how it begins."""
    return article.summary or opening_words(article.body)


def _called(typed: str, edition: Edition) -> list[Article]:
    """Articles whose title holds what is typed, or nearly; by an index of trigrams."""
    title, wanted = Upper("title"), typed.upper()
    alike = TrigramWordSimilarity(wanted, title)
    nearly = Q(upper__trigram_word_similar=wanted, alike__gte=NEARLY)
    fits = Q(title__icontains=typed) | nearly
    named = _readable(edition).annotate(upper=title, alike=alike).filter(fits)
    return list(named.order_by("-alike", "title", "id")[:TITLES])


def _readable(edition: Edition) -> ArticleQuerySet:
    return edition.listed(Article.objects.public().select_related("collection"))


def _pages(called: list[Article], hits: list[Hit], edition: Edition) -> Iterator[_Page]:
    """Each article once, with the passage that fits best if it is the article's own."""
    readable = _as_read(hits, edition)
    best: dict[int, Hit] = {}
    articles = {article.pk: article for article in called}
    for hit in hits:
        if article := readable.get(hit.article_id or 0):
            articles.setdefault(article.pk, article)
            best.setdefault(article.pk, hit)
    for article in articles.values():
        hit_ = best.get(article.pk)
        yield _Page(article, hit_ if hit_ and hit_.article_id == article.pk else None)


def _as_read(hits: list[Hit], edition: Edition) -> dict[int, Article]:
    """The article of each hit by its id: itself, or the version that this edition has of it."""
    found = Article.objects.filter(pk__in={hit.article_id for hit in hits})
    works = dict(found.values_list("pk", Coalesce("translation_of", "pk")))
    same = Q(pk__in=works.values()) | Q(translation_of__in=works.values())
    here = {a.translation_of_id or a.pk: a for a in _readable(edition).filter(same)}
    return {pk: here[work] for pk, work in works.items() if work in here}


def _results(typed: str, pages: list[_Page], edition: Edition) -> Iterator[Result]:
    edition.rename(page.article.collection for page in pages if page.article.collection)
    # What stands in the articles for words that were mistyped.
    stems = [term.lexeme for term in terms_of(Dialogue.of(typed)) if term.mended and term.lexeme]
    places = [page.place for page in pages]
    for page, (title, section, text) in zip(pages, marked(typed, stems, places), strict=True):
        yield Result(page.article, _url(page, edition), title, section, text)


def _url(page: _Page, edition: Edition) -> str:
    anchor = page.hit.url.partition("#")[2] if page.hit else ""
    address = edition.address_of(page.article)
    return f"{address}#{anchor}" if anchor else address


def _fits(hit: Hit) -> bool:
    return hit.similarity >= LEAST_SIMILARITY or hit.coverage >= LEAST_COVERAGE
