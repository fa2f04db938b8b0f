"""Cut an article into passages: along its headings, about 120 words each, lists kept whole."""

from collections.abc import Iterator
from dataclasses import dataclass

from knowledge.plain_text import Block, blocks

# The embedding model reads about 180 words; a passage is also what a customer is quoted.
AIM = 120
LIMIT = 180
PATH_SEPARATOR = " › "


@dataclass(frozen=True, slots=True)
class Piece:
    """A passage to be: plain text below its headings (without the article's title)."""

    heading_path: str
    text: str


def cut(title: str, body: str) -> list[Piece]:
    """The pieces of a Markdown article, in reading order."""
    return [
        Piece(PATH_SEPARATOR.join(path)[:500], text)
        for path, section in _sections(title, body)
        for text in _packed(section)
    ]


def _sections(title: str, body: str) -> Iterator[tuple[list[str], list[Block]]]:
    """Headings above, and the blocks until the next heading."""
    path: list[tuple[int, str]] = []
    section: list[Block] = []
    for block in blocks(body):
        if not block.level:
            section.append(block)
            continue
        yield [heading for _, heading in path], section
        section = []
        path = [(level, heading) for level, heading in path if level < block.level]
        if block.text != title:
            path.append((block.level, block.text))
    yield [heading for _, heading in path], section


def _packed(section: list[Block]) -> Iterator[str]:
    """Blocks put together until the aim is reached; a list stays with the line before it."""
    held: list[str] = []
    for text in (piece for block in section for piece in _torn(block)):
        room = LIMIT if held and held[-1].endswith(":") else AIM
        if held and _size("\n\n".join(held)) + _size(text) > room:
            yield "\n\n".join(held)
            held = []
        held.append(text)
    if held:
        yield "\n\n".join(held)


def _torn(block: Block) -> Iterator[str]:
    """The block whole, or in parts that fit when it is longer than the limit."""
    if _size(block.text) <= LIMIT:
        yield block.text
        return
    held: list[str] = []
    for part in (shorter for whole in block.parts for shorter in _chopped(whole)):
        if held and _size(block.separator.join([*held, part])) > AIM:
            yield block.separator.join(held)
            held = []
        held.append(part)
    yield block.separator.join(held)


def _chopped(part: str) -> Iterator[str]:
    """A part that fits as it is, or by force: a wall of text without a full stop."""
    if _size(part) <= LIMIT:
        yield part
        return
    step = AIM * 6
    for start in range(0, len(part), step):
        yield part[start : start + step]


def _size(text: str) -> int:
    """Words; a run of letters without spaces counts as what it takes to read it."""
    return max(len(text.split()), len(text) // 8)
