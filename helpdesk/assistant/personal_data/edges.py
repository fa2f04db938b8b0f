"""Takes from the ends of a name, place or address what belongs to the sentence round it."""

import re

from helpdesk.assistant.personal_data.features import Word
from helpdesk.assistant.personal_data.spans import Kind

# Small words that do begin a name or an address.
_BELONGS = frozenset(
    [
        "de",
        "del",
        "della",
        "di",
        "da",
        "do",
        "dos",
        "das",
        "du",
        "des",
        "la",
        "le",
        "los",
        "las",
        "el",
        "al",
        "van",
        "von",
        "der",
        "den",
        "ter",
        "ten",
        "zu",
        "zur",
        "af",
        "av",
        "bin",
        "ibn",
        "abu",
        "abd",
        "st",
        "ste",
        "ul",
        "al.",
        "os",
        "nám",
        "rue",
        "via",
        "calle",
        "rua",
        "avenue",
        "avenida",
        "ulica",
        "ulice",
        "str",
        "no",
        "apt",
    ]
)
_DIRECTIONS = frozenset(
    [
        "north",
        "south",
        "east",
        "west",
        "northern",
        "southern",
        "eastern",
        "western",
        "central",
        "upper",
        "lower",
        "greater",
    ]
)
_STREETS = frozenset(
    ["street", "str", "st", "road", "rd", "avenue", "ave", "lane", "bridge", "station"]
)
_ROYAL = frozenset(
    [
        "princess",
        "prince",
        "king",
        "queen",
        "lord",
        "lady",
        "duke",
        "duchess",
        "royal",
        "president",
        "sir",
        "dame",
        "saint",
        "captain",
        "colonel",
        "general",
        "mr",
        "mrs",
        "ms",
        "miss",
        "mx",
        "dr",
        "prof",
        "professor",
    ]
)
# Abbreviations that a heading or a form has in capitals.
_ABBREVIATIONS = frozenset(
    [
        "iban",
        "bic",
        "swift",
        "vat",
        "ssn",
        "pin",
        "id",
        "url",
        "api",
        "sms",
        "pdf",
        "faq",
        "gdpr",
        "eta",
        "kyc",
        "atm",
    ]
)
_NUMBER = re.compile(r"\d")


def trimmed(kind: Kind, found: list[Word]) -> list[Word]:
    """The words that are left; perhaps none."""
    kept = [word for word in found if word.text != "\n"] and list(found)
    while kept and _is_outside(kind, kept, kept[0], first=True):
        kept.pop(0)
    while kept and _is_outside(kind, kept, kept[-1], first=False):
        kept.pop()
    return kept


def _is_outside(kind: Kind, kept: list[Word], word: Word, *, first: bool) -> bool:
    text = word.text.lower()
    if not text[0].isalnum() or text in _ABBREVIATIONS or (len(text) == 1 and text == word.text):
        return not text.isdigit()
    if kind is Kind.ADDRESS and not first:
        return text in _STREETS and len(kept) > 1 and bool(_NUMBER.search(kept[-2].text))
    return _belongs_before(kind, text, alone=len(kept) == 1) or _is_of_the_sentence(kept, word)


def _belongs_before(kind: Kind, text: str, *, alone: bool) -> bool:
    """A title before a name; "southern" before a country, "bridge" after a town."""
    if kind is Kind.NAME:
        return text in _ROYAL
    return kind is Kind.PLACE and not alone and text in _DIRECTIONS | _STREETS


def _is_of_the_sentence(kept: list[Word], word: Word) -> bool:
    return _is_small(word) and word.text not in _BELONGS and _has_capitals(kept)


def _is_small(word: Word) -> bool:
    return word.text.isalpha() and word.text.islower()


def _has_capitals(kept: list[Word]) -> bool:
    """Whether case tells anything here: who types all in small letters types names so too."""
    return any(word.text[0].isupper() for word in kept)
