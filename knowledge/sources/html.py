"""HTML pages: their main part as Markdown, without navigation, scripts and the like."""

import re
from typing import Any

import trafilatura
from bs4 import BeautifulSoup, Tag
from markdownify import ATX, MarkdownConverter

from knowledge.sources.problems import BadSource

_FURNITURE = ["script", "style", "noscript", "template", "nav", "header", "footer", "aside"]
_FURNITURE += ["form", "iframe", "svg", "button"]
_LISTED = ["summary", "audience", "status", "owner", "review_by", "language", "collection", "id"]
# The smallest element that holds so much of the main text is the main part.
_MOST = 0.9
# What trafilatura finds in fewer words it has found by scraping everything together.
_LEAST_WORDS = 25
_MARKED = "main, [role=main], article"


def read(text: str, *, name: str) -> dict[str, Any]:
    """The article in one page, as ``documents.document`` takes it.

    ``<meta name=…>`` gives what front matter would. Raises ``BadSource``.
    """
    page = BeautifulSoup(text, "lxml")
    title, body = title_and_text(page, text)
    if not title:
        raise BadSource("title is missing: the page has neither <title> nor <h1>")
    return {"id": name, **_metas(page), "title": title, "body": body}


def title_and_text(page: BeautifulSoup, text: str) -> tuple[str, str]:
    """The main part's title and its Markdown; ``page`` is ``text`` parsed, and is cut up."""
    main = _main(page, text)
    heading, title = main.find("h1") or page.find("h1"), page.find("title")
    named = heading or title
    words = named.get_text(" ", strip=True) if named else ""
    for furniture in main.find_all(_FURNITURE):
        furniture.decompose()
    if heading is not None and not heading.decomposed:
        heading.extract()
    return words, as_markdown(main)


def as_markdown(part: Tag) -> str:
    """Without pictures."""
    body = MarkdownConverter(heading_style=ATX, strip=["img"]).convert_soup(part)
    return re.sub(r"\n{3,}", "\n\n", body.strip()) + "\n"


def _main(page: BeautifulSoup, text: str) -> Tag:
    """The part that is marked as the main one; else the one that trafilatura's text stands in.

    Its own Markdown loses the numbers of lists and the shape of tables, so only its choice of
    words is used.
    """
    marked = page.select(_MARKED)
    if len(marked) == 1 or (marked and marked[0].name == "main"):
        return marked[0]
    whole = page.body or page
    found = trafilatura.extract(text, include_comments=False, include_tables=True) or ""
    wanted = set(_words(found))
    return _smallest(whole, wanted) if len(wanted) >= _LEAST_WORDS else whole


def _smallest(part: Tag, wanted: set[str]) -> Tag:
    for child in part.find_all(True, recursive=False):
        if len(wanted & set(_words(child.get_text(" ")))) >= _MOST * len(wanted):
            return _smallest(child, wanted)
    return part


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold())


def _metas(page: BeautifulSoup) -> dict[str, str]:
    metas = page.find_all("meta")
    named = {str(tag.get("name", "")): str(tag.get("content", "")) for tag in metas}
    return {key: named[key] for key in _LISTED if named.get(key)}
