"""The words of the screens in other languages, made ready for gettext.

``python -m helpdesk.catalogue`` does it; ``make`` calls that whenever a file has changed.

``locale/<language>/*.po`` holds them, a file for each part of the product, so that two people who
add words seldom meet in one; ``scripts.po`` holds those of the scripts. All files of a language
become one for Django and one for its scripts. polib reads and writes them (MIT, one module): no
system needs a gettext of its own. docs/words.md says how a sentence is marked.
"""

from collections.abc import Iterable
from pathlib import Path
from typing import Final

import polib

PLACE: Final = Path(__file__).parent.parent / "locale"
# By domain: what Django reads on the server, and what it hands to scripts.
SCRIPTS: Final = "scripts.po"
PLURALS: Final = "nplurals=2; plural=(n != 1);"


class Contradiction(ValueError):
    """Two files of a language say different things for the same words."""


def compile_all(place: Path = PLACE) -> list[Path]:
    """Write what gettext reads, for each language. Raises ``Contradiction``."""
    return [made for language in sorted(place.iterdir()) for made in _compile(language)]


def sources(language: Path) -> dict[str, list[Path]]:
    """The files of a language by domain."""
    found = sorted(language.glob("*.po"))
    return {
        "django": [path for path in found if path.name != SCRIPTS],
        "djangojs": [path for path in found if path.name == SCRIPTS],
    }


def together(paths: Iterable[Path]) -> polib.POFile:
    """The entries of several files as one. Raises ``Contradiction``."""
    whole = polib.POFile()
    whole.metadata = {"Content-Type": "text/plain; charset=UTF-8", "Plural-Forms": PLURALS}
    for path in paths:
        for entry in polib.pofile(str(path)):
            known = whole.find(entry.msgid)
            if known is None:
                whole.append(entry)
            elif known.msgstr != entry.msgstr:
                raise Contradiction(f"{path.name} says otherwise: “{entry.msgid}”")
    return whole


def _compile(language: Path) -> Iterable[Path]:
    folder = language / "LC_MESSAGES"
    folder.mkdir(exist_ok=True)
    for domain, paths in sources(language).items():
        made = folder / f"{domain}.mo"
        # Renamed into place: a server that starts meanwhile reads the old one or the new one.
        half = made.with_suffix(".half")
        together(paths).save_as_mofile(str(half))
        yield half.replace(made)


if __name__ == "__main__":
    compile_all()
