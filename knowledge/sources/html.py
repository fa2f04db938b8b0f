"""HTML pages: their main part as Markdown, without navigation, scripts and the like."""

from bs4 import BeautifulSoup
from markdownify import ATX, MarkdownConverter

from knowledge.sources.documents import BadSource, Document, document

_FURNITURE = ["script", "style", "noscript", "template", "nav", "header", "footer", "aside"]
_FURNITURE += ["form", "iframe", "svg", "button"]
_LISTED = ["summary", "audience", "status", "owner", "review_by", "language", "collection", "id"]


def read(text: str, *, name: str) -> Document:
    """The article in one page. ``<meta name=…>`` gives what front matter would.

    Raises ``BadSource``.
    """
    page = BeautifulSoup(text, "html.parser")
    main = page.find("main") or page.find("article") or page.body or page
    heading, title = main.find("h1"), page.find("title")
    for furniture in main.find_all(_FURNITURE):
        furniture.decompose()
    if heading is None and title is None:
        raise BadSource("title is missing: the page has neither <title> nor <h1>")
    words = (heading or title).get_text(" ", strip=True)  # type: ignore[union-attr]
    if heading is not None:
        heading.extract()
    body = MarkdownConverter(heading_style=ATX, strip=["img"]).convert_soup(main)
    return document({"id": name, **_metas(page), "title": words, "body": body.strip() + "\n"})


def _metas(page: BeautifulSoup) -> dict[str, str]:
    metas = page.find_all("meta")
    named = {str(tag.get("name", "")): str(tag.get("content", "")) for tag in metas}
    return {key: named[key] for key in _LISTED if named.get(key)}
