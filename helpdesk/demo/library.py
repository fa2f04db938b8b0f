"""Fills a company's help centre from the folder of its articles, and indexes it at once."""

import yaml

from helpdesk.demo.cast import CONTENT, Company
from knowledge import importing, indexing, publishing
from knowledge.models import Snippet
from knowledge.sources.files import pieces


def stock(company: Company) -> int:
    """Import what is new or changed into the bound tenant; returns how many pieces that was.

    A worker owes the indexing as for any import; here it is done right away, so that the demo
    answers from its first second.
    """
    folder = CONTENT / company.slug
    fresh = 0
    for piece in pieces(folder):
        outcome, article = importing.take_in(piece.read())
        if outcome is not importing.Outcome.UNCHANGED:
            indexing.index_article(article.pk)
            fresh += 1
    return fresh + _snippets(company)


def _snippets(company: Company) -> int:
    file = CONTENT / company.slug / "snippets.yaml"
    entries = yaml.safe_load(file.read_text("utf-8")) if file.exists() else []
    known = set(Snippet.objects.values_list("title", flat=True))
    fresh = [entry for entry in entries if entry["title"] not in known]
    for entry in fresh:
        snippet = Snippet(title=entry["title"], body=entry["text"], audience=entry["audience"])
        indexing.index_snippet(publishing.save_snippet(snippet).pk)
    return len(fresh)
