"""Markdown to plain text, block by block: what is searched, embedded and quoted."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.utils.text import Truncator, slugify
from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode

_markdown = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
_TAG = re.compile(r"<[^<>]*>")
# Lines that steer a documentation generator and say nothing to a reader.
_DIRECTIVE = re.compile(r"^\s*(:::.*|import .+ from .+|export .+)$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, list, table, or a heading when ``level`` is 1 to 6.

    ``parts`` are the pieces it may be torn into when it is too long: items, rows, sentences.
    """

    parts: tuple[str, ...]
    separator: str
    level: int = 0

    @property
    def text(self) -> str:
        return self.separator.join(self.parts)


def blocks(body: str) -> Iterator[Block]:
    """The blocks of a Markdown text that say something, in order."""
    root = SyntaxTreeNode(_markdown.parse(without_directives(body)))
    for node in root.children:
        block = _block(node)
        if block.text.strip():
            yield block


def without_directives(body: str) -> str:
    """The text without lines that steer a documentation generator."""
    return _DIRECTIVE.sub("", body)


def opening_words(body: str, *, length: int = 180) -> str:
    """The beginning of the first paragraph, for lists and search engines."""
    first = next((block.text for block in blocks(body) if not block.level), "")
    return Truncator(" ".join(first.split())).chars(length)


def anchor(heading: str) -> str:
    """The part of an address behind # that leads to a heading; "section" where none is left."""
    return slugify(heading)[:80].strip("-") or "section"


def _block(node: SyntaxTreeNode) -> Block:
    text = _text(node)
    if node.type == "heading":
        return Block((text,), "", level=int(node.tag[1]))
    if node.type in ("bullet_list", "ordered_list"):
        return Block(tuple(_items(node)), "\n")
    if node.type in ("table", "fence", "code_block"):
        return Block(tuple(text.split("\n")), "\n")
    return Block(tuple(sentences(text)), " ")


def sentences(text: str) -> list[str]:
    """Cut after a full stop, question or exclamation mark that is followed by a new start."""
    return re.split(r"(?<=[.!?])\s+(?=[\"'“(\[]?[A-Z0-9À-Þ])", text.strip())


def _text(node: SyntaxTreeNode) -> str:
    return _WRITERS.get(node.type, _paragraphs)(node)


def _paragraphs(node: SyntaxTreeNode) -> str:
    if not node.children:
        return node.content
    texts = [_text(child) for child in node.children]
    return "\n".join(text for text in texts if text.strip())


def _inline(node: SyntaxTreeNode) -> str:
    text = "".join(_text(child) for child in node.children)
    return re.sub(r"[ \t]+", " ", text).strip()


def _list(node: SyntaxTreeNode) -> str:
    return "\n".join(_items(node))


def _items(node: SyntaxTreeNode) -> Iterator[str]:
    first = int(node.attrs.get("start", 1)) if node.type == "ordered_list" else None
    for number, item in enumerate(node.children):
        mark = "-" if first is None else f"{first + number}."
        yield f"{mark} " + _paragraphs(item).replace("\n", "\n  ")


def _table(node: SyntaxTreeNode) -> str:
    rows = [row for part in node.children for row in part.children]
    return "\n".join(" | ".join(_text(cell) for cell in row.children) for row in rows)


def _without_tags(node: SyntaxTreeNode) -> str:
    return _TAG.sub("", node.content).strip()


def _joined(node: SyntaxTreeNode) -> str:
    return "".join(_text(child) for child in node.children)


_WRITERS: dict[str, Callable[[SyntaxTreeNode], str]] = {
    "inline": _inline,
    "bullet_list": _list,
    "ordered_list": _list,
    "table": _table,
    "html_block": _without_tags,
    "html_inline": _without_tags,
    "image": lambda _node: "",
    "softbreak": lambda _node: " ",
    "hardbreak": lambda _node: "\n",
    "fence": lambda node: node.content.rstrip("\n"),
    "code_block": lambda node: node.content.rstrip("\n"),
    "link": _joined,
    "strong": _joined,
    "em": _joined,
    "s": _joined,
}
