"""Marks: words that no text holds by chance, each saying whose it is and which column it was in.

A mark is ``zq``, the company's letter, ``q`` and 26 letters: 130 bits of a hash. It survives
escaping, quoting, JSON and lower case, and ten letters of it are enough to know it by.
"""

import base64
import binascii
import hashlib
import re
import zlib
from collections.abc import Iterator

LENGTH = 30
SHORTEST = 13
# As it was written, as a sentence's first word or in capitals; not as a random token, whose
# capitals and small letters are mixed, now and then is.
_MARK = re.compile(r"[zZ]q([abc])q[a-z2-7]{6,26}|ZQ([ABC])Q[A-Z2-7]{6,26}")
_PACKED = re.compile(r"[A-Za-z0-9_-]{32,}={0,2}|[A-Za-z0-9+/]{32,}={0,2}")
_known: dict[str, str] = {}


def mark(letter: str, label: str, *, room: int = 10_000) -> str:
    """The mark of company ``letter`` for a column, with its name behind it where there is room.

    Raises ``ValueError`` for a column with less than ``SHORTEST`` characters.
    """
    if room < SHORTEST:
        raise ValueError(f"{label} has room for {room} characters, a mark needs {SHORTEST}.")
    digest = hashlib.sha256(f"{letter}:{label}".encode()).digest()
    word = f"zq{letter}q{base64.b32encode(digest).decode().lower()[:26]}"
    _known[word[:SHORTEST]] = f"{letter.upper()}-{label}"
    named = f"{word} {letter.upper()}-{label}"
    return named if len(named) <= room else word[:room]


def known() -> dict[str, str]:
    """Beginning of each mark that was made → ``A-conversations.message.body``."""
    return dict(_known)


def found(content: str | bytes) -> dict[str, str]:
    """Mark → company's letter, for all marks in a text, in capitals and packed ones too."""
    text = content.decode("utf-8", "replace") if isinstance(content, bytes) else content
    every = [text, *_unpacked(text)]
    seen = [one for inner in every for one in _MARK.finditer(inner)]
    return {one[0].lower(): (one[1] or one[2]).lower() for one in seen}


def named(word: str) -> str:
    """Where a mark was written first."""
    return _known.get(word[:SHORTEST], word)


def _unpacked(text: str) -> Iterator[str]:
    """What stands in signed tokens, cookies and messages: Base64, perhaps compressed."""
    for packed in _PACKED.findall(text[:200_000]):
        try:
            raw = base64.b64decode(packed + "=" * (-len(packed) % 4), altchars=b"-_")
        except binascii.Error:
            continue
        yield raw.decode("latin-1")
        try:
            yield zlib.decompress(raw).decode("latin-1")
        except zlib.error:
            continue
