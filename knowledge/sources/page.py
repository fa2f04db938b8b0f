"""A web page as a crawler sees it: its text, where it leads, and what it asks of robots."""

import re
from typing import Any
from urllib.parse import urldefrag, urljoin

from bs4 import BeautifulSoup

from knowledge.sources.html import title_and_text
from knowledge.sources.problems import BadSource

MOST_LINKS = 2_000


def read(text: str, *, name: str) -> dict[str, Any]:
    """The page at the address ``name``: ``title``, ``body``, ``links``, ``language``,
    ``canonical``, ``may_index``. A page without text has an empty body. Raises ``BadSource``.
    """
    page = BeautifulSoup(text, "lxml")
    base = page.find("base", href=True)
    start = urljoin(name, str(base["href"])) if base else name
    robots = " ".join(str(tag.get("content", "")) for tag in page.select("meta[name=robots i]"))
    canonical = page.select_one("link[rel~=canonical][href]")
    language = str(page.html.get("lang", "")) if page.html else ""
    links = _links(page, start)
    title, body = title_and_text(page, text)
    return {
        "title": title[:300],
        "body": body,
        "links": [] if "nofollow" in robots.casefold() else links,
        "language": language[:12],
        "canonical": urljoin(start, str(canonical["href"])) if canonical else "",
        "may_index": not re.search(r"noindex|none", robots.casefold()),
    }


def _links(page: BeautifulSoup, start: str) -> list[str]:
    """Where the page leads. Its own links are made whole: they are read on another site."""
    found: dict[str, None] = {}
    for tag in page.select("a[href]"):
        try:
            address = urljoin(start, str(tag["href"]))
        except ValueError:  # an address that is none
            del tag["href"]
            continue
        tag["href"] = address
        if address.startswith(("http://", "https://")):
            found[urldefrag(address).url] = None
    return list(found)[:MOST_LINKS]


def read_sitemap(text: str, *, name: str) -> dict[str, Any]:
    """``links`` of a sitemap's pages, ``maps`` of further sitemaps (sitemaps.org 0.9)."""
    if "<urlset" not in text and "<sitemapindex" not in text:
        raise BadSource(f"{name} is no sitemap.")
    tree = BeautifulSoup(text, "html.parser")
    pages = [tag.get_text(strip=True) for tag in tree.select("url > loc")]
    maps = [tag.get_text(strip=True) for tag in tree.select("sitemap > loc")]
    return {"links": pages[:50_000], "maps": maps[:50]}
