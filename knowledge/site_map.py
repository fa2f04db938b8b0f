"""What search engines are told: each public article, and where it stands in other languages."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from knowledge.models import Article

# The most that a file may list: https://www.sitemaps.org/protocol.html
MOST = 50_000
NOT_FOR_ROBOTS = (
    *("/admin/", "/api/", "/files/", "/inbox/", "/widget/"),
    *("/help/search/", "/help/*/search/"),
)


@dataclass(frozen=True, slots=True)
class Listed:
    """One address, when it changed, and (language, address) of all versions if there are more."""

    url: str
    changed: datetime
    versions: list[tuple[str, str]]


def pages(absolute: Callable[[str], str]) -> list[Listed]:
    """The oldest articles first, so that what is there keeps its place as others come."""
    columns = ("id", "translation_of_id", "public_id", "slug", "language", "updated_at")
    articles = list(Article.objects.public().only(*columns).order_by("id")[:MOST])
    works: dict[int, list[tuple[str, str]]] = defaultdict(list)
    for one in articles:
        work = one.translation_of_id or one.pk
        works[work].append((one.language, absolute(one.get_absolute_url())))
    return [
        Listed(
            absolute(one.get_absolute_url()),
            one.updated_at,
            versions if len(versions := works[one.translation_of_id or one.pk]) > 1 else [],
        )
        for one in articles
    ]
