"""The name of a file as people see it: never a path, and nothing that deceives the eye."""

import re
import unicodedata

LONGEST = 120
UNNAMED = "file"
# Beside control characters: marks that turn or hide letters (so "gnp.exe" cannot pose as ".png").
_UNSEEN = ("Cc", "Cf", "Co", "Cs", "Cn", "Zl", "Zp")


def cleaned(name: str) -> str:
    """``../x/in\\voice.pdf`` → ``voice.pdf``, without unseen marks; at most ``LONGEST`` long."""
    last = re.split(r"[/\\]", name)[-1]
    seen = "".join(
        letter
        for letter in unicodedata.normalize("NFC", last)
        if unicodedata.category(letter) not in _UNSEEN
    )
    tidy = re.sub(r"\s+", " ", seen).strip(" .")
    stem, dot, ending = tidy.rpartition(".")
    if not dot or len(ending) > 10:
        return tidy[:LONGEST] or UNNAMED
    return f"{stem[: LONGEST - len(ending) - 1].rstrip()}.{ending}"


def ending_of(name: str) -> str:
    """``Photo.JPG`` → ``jpg``; nothing when the name has none."""
    _, dot, ending = name.rpartition(".")
    return ending.lower() if dot else ""
