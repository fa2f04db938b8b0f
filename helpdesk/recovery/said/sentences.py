"""What an agent says in their own words: sentences without what they quote from the customer."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

# A line that is quoted, and the line above it that mail programs write.
_QUOTED_LINE: Final = re.compile(
    r"^[ \t]*(?:>.*|(?:on|am) .{5,80}(?:wrote|schrieb.{0,40}):[ \t]*)$", re.I | re.M
)
_QUOTED_WORDS: Final = re.compile(
    r"“[^”]{1,400}”|„[^“”]{1,400}[“”]|«[^»]{1,400}»|\"[^\"\n]{1,400}\""
)
_END: Final = re.compile(
    r"(?<=[!?…])\s+|(?<=[^\W\d][^\W\d][.])\s+(?=\S)|(?<=\d[.])\s+(?=I\b|We\b|Ich\b|Wir\b)|\n+"
)


@dataclass(frozen=True, slots=True)
class Sentence:
    """A piece of the text and where it begins there; blanks stand for what it quotes."""

    start: int
    text: str

    @property
    def is_question(self) -> bool:
        return self.text.rstrip().endswith("?")


def own_words(text: str) -> str:
    """The same text, as long, with blanks in place of quotations."""
    for pattern in (_QUOTED_LINE, _QUOTED_WORDS):
        text = pattern.sub(lambda match: " " * len(match.group()), text)
    return text


def sentences(text: str) -> Iterator[Sentence]:
    own, start = own_words(text), 0
    for end in (*(match.start() for match in _END.finditer(own)), len(own)):
        piece = own[start:end]
        if piece.strip():
            yield Sentence(start + len(piece) - len(piece.lstrip()), piece.strip())
        start = end
