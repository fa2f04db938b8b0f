"""The words by which a reply is read: one pattern a line in ``words/``, English and German."""

import re
from functools import lru_cache
from pathlib import Path
from typing import Final

_WORDS: Final = Path(__file__).parent / "words"


def alternatives(name: str) -> str:
    """The lines of ``words/<name>.txt`` as one group of a regular expression."""
    lines = (_WORDS / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    return f"(?:{'|'.join(line for line in lines if line)})"


def everyday() -> frozenset[str]:
    """Words that are said of anything."""
    return frozenset((_WORDS / "everyday.txt").read_text(encoding="utf-8").split())


@lru_cache(maxsize=32)
def phrase(name: str) -> re.Pattern[str]:
    """Finds any of the phrases where a word begins, in capitals or not."""
    return re.compile(rf"\b{alternatives(name)}", re.IGNORECASE)
