"""Markdown to HTML that is safe to show: the only place that makes such HTML."""

from collections.abc import Iterator
from dataclasses import dataclass

import nh3
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.token import Token

from knowledge.plain_text import anchor, without_directives

_markdown = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
_TAGS = {
    *("p", "br", "hr", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "blockquote", "pre"),
    *("code", "kbd", "strong", "em", "b", "i", "s", "sub", "sup", "a", "details", "summary"),
    *("table", "thead", "tbody", "tr", "th", "td", "dl", "dt", "dd"),
}
_ATTRIBUTES = {"a": {"href", "title"}, "ol": {"start"}, "td": {"colspan"}, "th": {"colspan"}}
_HEADINGS = ("h2", "h3", "h4", "h5", "h6")
# Relative addresses in imported articles meant another site; these lead somewhere here.
_OUR_PAGES = ("/help/", "#")
_SCHEMES = {"http", "https", "mailto", "tel"}


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of the article and where it is: 2 for a section, 3 below it, …"""

    level: int
    text: str
    anchor: str


@dataclass(frozen=True, slots=True)
class Page:
    """An article ready to be read."""

    html: SafeString
    headings: list[Heading]


def page(body: str) -> Page:
    """An article's Markdown as HTML: no scripts, styles, forms, frames or images.

    Raw HTML in the text is kept as far as it is harmless. Headings begin at level 2, below the
    title, and have the anchors that search results lead to.
    """
    tokens = _markdown.parse(without_directives(body))
    headings = list(_name_headings(tokens))
    for token in tokens:
        _drop_dead_links(token)
    return Page(
        _clean(_markdown.renderer.render(tokens, _markdown.options, {}), headings), headings
    )


def _name_headings(tokens: list[Token]) -> Iterator[Heading]:
    taken: dict[str, int] = {}
    for opening, content, closing in zip(tokens, tokens[1:], tokens[2:], strict=False):
        if opening.type != "heading_open":
            continue
        level = max(2, int(opening.tag[1]))
        text = "".join(
            part.content for part in content.children or [] if part.type in ("text", "code_inline")
        )
        name = anchor(text)
        taken[name] = taken.get(name, 0) + 1
        name = f"{name}-{taken[name]}" if taken[name] > 1 else name
        opening.tag = closing.tag = f"h{level}"
        opening.attrSet("id", name)
        yield Heading(level, text, name)


def _drop_dead_links(token: Token) -> None:
    """Keep the words of a link that leads nowhere from here."""
    dead = 0
    kept: list[Token] = []
    for part in token.children or []:
        if part.type == "link_open" and not _leads_somewhere(str(part.attrGet("href") or "")):
            dead += 1
        elif part.type == "link_close" and dead:
            dead -= 1
        else:
            kept.append(part)
    if token.children is not None:
        token.children = kept


def _leads_somewhere(href: str) -> bool:
    return href.startswith(_OUR_PAGES) or href.partition(":")[0].lower() in _SCHEMES


def _clean(html: str, headings: list[Heading]) -> SafeString:
    anchors = {heading.anchor for heading in headings}

    def kept(_tag: str, name: str, value: str) -> str | None:
        # An id from raw HTML could pose as one of the page's own.
        return value if name != "id" or value in anchors else None

    cleaned = nh3.clean(
        html,
        tags=_TAGS,
        attributes={**_ATTRIBUTES, **{tag: {"id"} for tag in _HEADINGS}},
        attribute_filter=kept,
        url_schemes=_SCHEMES,
        link_rel="noopener nofollow",
    )
    return mark_safe(cleaned)
