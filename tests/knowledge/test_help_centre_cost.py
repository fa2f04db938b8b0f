"""Pages of a large help centre: as many statements as of a small one, and no table read whole."""

import random

from knowledge.models import DIMENSIONS, Article, Collection, Passage
from tests.cast import Company
from tests.plans import Plans, plans_of

FEW, MANY = 12, 1_500
SHELVES, EMBEDDED = 4, 400


def fill(company: Company, count: int) -> Article:
    """Make approved articles of an English and a German help centre; returns the first."""
    with company.bound():
        shelves = [
            Collection.objects.get_or_create(name=f"Shelf {n}", slug=f"shelf-{n}")[0]
            for n in range(SHELVES)
        ]
        articles = [_article(n, shelves[n % SHELVES]) for n in range(count)]
        made = Article.objects.bulk_create(articles)
        Passage.objects.bulk_create(_passage(article) for article in made[:EMBEDDED])
        return made[0]


def _article(number: int, shelf: Collection) -> Article:
    return Article(
        title=f"Change the look of invoice {number}",
        slug="look",
        summary="How to.",
        body="Open **Settings**.",
        status=Article.Status.APPROVED,
        language="de" if number % 3 == 2 else "en",
        collection=shelf,
    )


def _passage(article: Article) -> Passage:
    chance = random.Random(article.title)
    return Passage(
        article=article,
        position=0,
        title=article.title,
        text=article.body,
        audience=article.audience,
        config="english",
        embedding=[chance.gauss(0, 1) for _ in range(DIMENSIONS)],
    )


# The statements of each page, with the tenant, its brand and its languages.
STATEMENTS = {
    "/help/": 6,
    "/help/de/": 7,
    "/help/collections/shelf-1/": 5,
    "/help/collections/shelf-1/?page=2": 5,
    "/help/de/collections/shelf-1/": 6,
    "article": 7,
    "/help/search/?q=look": 8,
}


def test_a_page_costs_the_same_however_much_there_is_to_read(acme: Company) -> None:
    address = fill(acme, FEW).get_absolute_url()

    def plans(path: str) -> Plans:
        def visit() -> None:
            assert acme.client().get(path.replace("article", address)).status_code == 200

        return plans_of(visit, acme, avoid_scans=True)

    few = {path: plans(path).statements for path in STATEMENTS}
    fill(acme, MANY)
    many = {path: plans(path) for path in STATEMENTS}

    assert few == STATEMENTS
    assert {path: plan.statements for path, plan in many.items()} == STATEMENTS
    assert {path: plan.scanned for path, plan in many.items() if plan.scanned} == {}
