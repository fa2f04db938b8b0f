"""The words of the help centre's own pages, in the languages of ``words/``."""

import tomllib
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent / "words"
USUAL = "en"


def spoken(language: str) -> str:
    """The language in which the pages of an edition speak: its own, or English."""
    base = language.partition("-")[0]
    return base if base in languages() else USUAL


def say(language: str, key: str, /, **values: object) -> str:
    """A line of the pages; ``count`` chooses between one and several. Raises ``KeyError``."""
    lines = _lines(spoken(language))
    one = f"{key}_one"
    line = lines[one if values.get("count") == 1 and one in lines else key]
    # Plain replacement: what readers typed is never a template.
    for name, value in values.items():
        line = line.replace(f"{{{name}}}", str(value))
    return line


@cache
def languages() -> frozenset[str]:
    return frozenset(file.stem for file in FOLDER.glob("*.toml"))


@cache
def _lines(language: str) -> dict[str, str]:
    with (FOLDER / f"{language}.toml").open("rb") as file:
        return tomllib.load(file)
