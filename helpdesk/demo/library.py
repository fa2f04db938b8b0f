"""Fills a company's help centre from the folder of its articles, and indexes it at once."""

from typing import Any

import yaml
from django.utils import timezone
from django.utils.text import slugify

from helpdesk.demo.cast import CONTENT, Company
from knowledge import importing, indexing, publishing
from knowledge.models import Collection, Snippet
from knowledge.sources.files import pieces
from tenants.context import current_schema
from tenants.work.models import Job


def stock(company: Company) -> int:
    """Import what is new or changed into the bound tenant; returns how many pieces that was.

    The indexing is owed as after any import; here it is paid right away, so that the demo
    answers from its first second and its worker has nothing to catch up with.
    """
    _shelves(company)
    fresh = 0
    for piece in pieces(CONTENT / company.slug):
        outcome, article = importing.take_in(piece.read())
        if outcome is not importing.Outcome.UNCHANGED:
            indexing.index_article(article.pk)
            fresh += 1
    fresh += _snippets(company)
    owed = Job.objects.filter(tenant=current_schema(), topic="knowledge.index", done_at=None)
    owed.update(done_at=timezone.now())
    return fresh


def _shelves(company: Company) -> None:
    """The collections in the order of the company's list; articles fall into them by name."""
    for place, shelf in enumerate(_listed(company, "collections.yaml")):
        Collection.objects.get_or_create(
            slug=slugify(shelf["name"]), defaults={**shelf, "position": place}
        )


def _snippets(company: Company) -> int:
    known = set(Snippet.objects.values_list("title", flat=True))
    entries = _listed(company, "snippets.yaml")
    fresh = [entry for entry in entries if entry["title"] not in known]
    for entry in fresh:
        snippet = Snippet(title=entry["title"], body=entry["text"], audience=entry["audience"])
        indexing.index_snippet(publishing.save_snippet(snippet).pk)
    return len(fresh)


def _listed(company: Company, name: str) -> list[dict[str, Any]]:
    """The entries of a file beside the articles; a newcomer has none."""
    file = CONTENT / company.slug / name
    entries: list[dict[str, Any]] = yaml.safe_load(file.read_text("utf-8")) if file.exists() else []
    return entries
