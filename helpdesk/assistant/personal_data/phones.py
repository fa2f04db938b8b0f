"""Telephone numbers of any region, in international and national form.

A plus, a way to dial abroad, a leading zero, brackets round an area, or groups as people write
them make a number a telephone number; bare digits only beside a word that says so, since order and
invoice numbers are bare digits too. Lengths: ITU-T E.164.
"""

import re
from collections.abc import Iterator

from helpdesk.assistant.personal_data.spans import Kind, Span

_EXTENSION = r"(?:[ ,]*(?:x|ext\.?|extension|#)[ .:]*\d{1,6})?"
_ABROAD = re.compile(
    rf"(?<![\w+])(?<!\d[ -])(?:\+|00|011[ -])[ ]?\(?[1-9](?:[ ()./-]{{0,3}}\d){{6,14}}"
    rf"{_EXTENSION}(?!\w)"
)
_GROUPED = re.compile(
    rf"(?<![\w.,:/=€$£#-])(?<!\d[ -])(?:\(?\d{{1,6}}\)?)(?:[ ./-]{{1,2}}\(?\d{{1,8}}\)"
    rf"?){{1,6}}{_EXTENSION}"
    r"(?![\w]|[.,:/%-]\d|[ ]?[%€$£])"
)
_TOUCHING = re.compile(rf"(?<![\w])\(\d{{2,5}}\)[ ]?\d[\d ./-]{{4,12}}\d{_EXTENSION}(?!\w)")
_BARE = re.compile(rf"(?<![\w.,:/=€$£#+-])\d{{7,15}}{_EXTENSION}(?![\w]|[.,:/-]\d)")
_SAYS_PHONE = re.compile(
    r"\b(?:phones?|tele(?:phone|fon)|tel|telefono|téléphone|"
    r"mobile|mobil|cell(?:phone|ular)?|handy"
    r"|call(?:ed|ing)?|dial|ring|sms|text(?:ed)? (?:me|us|to)|what'?s ?app|viber|fax|hotline"
    r"|landline|line|reach(?:ed)?|number is|contact(?:ed)?|my (?:new |old )?(?:no|number)"
    r"|answer(?:s|ed|ing)?|messages?|registered)\b",
    re.IGNORECASE,
)
_SAYS_OTHER = re.compile(
    r"\b(?:order|invoice|ticket|case|ref(?:erence)?|booking|"
    r"reservation|tracking|parcel|transaction"
    r"|customer|client|serial|model|part|sku|isbn|version|amount|"
    r"total|price|policy|claim|contract"
    r"|article|item|product|receipt|payment|licen[cs]e|account)(?:\s+(?:id|"
    r"no|nr|number|code))?\W{0,3}"
    r"(?:is|was|:|=|#)?\s*$",
    re.IGNORECASE,
)
_DATE = re.compile(
    r"(?:[0-3]?\d([./-])[0-3]?\d\1(?:19|20)?\d{2}(?: \d{1,2})?|[0-3]?\d [01]?\d (?:19|20)\d{2}"
    r"|(?:19|20)\d{2}([./ -])[01]?\d\2[0-3]?\d(?: \d{1,2})?|"
    r"(?:19|20)\d{2}\s?-\s?(?:19|20)\d{2})(?!\d)(?![ ./-]\d{3})"
)
_THOUSANDS = re.compile(r"\d{1,3}(?:[ .]\d{3})*[ .](?:000|500)$")
_POSTCODE = re.compile(r"(?:\d{5}-\d{3,4}|\d{3} \d{2})$")
_NEAR = 40


def find(text: str) -> Iterator[Span]:
    for pattern, holds in _FORMS:
        for found in pattern.finditer(text):
            if holds(found, text):
                yield Span(found.start(), found.end(), Kind.PHONE)


def _is_abroad(found: re.Match[str], _text: str) -> bool:
    return 8 <= _digits(found[0]) <= 17


def _digits(written: str) -> int:
    return sum(sign.isdigit() for sign in written)


def _is_grouped_phone(found: re.Match[str], text: str) -> bool:
    number = re.split(r"[x#e,]", found[0], maxsplit=1)[0].strip()
    if _is_another_number(number) or _SAYS_OTHER.search(text, 0, found.start()):
        return False
    if _says_phone(found, text):
        return 6 <= _digits(number) <= 15
    return _looks_dialled(number)


def _is_another_number(number: str) -> bool:
    forms = (_DATE, _THOUSANDS, _POSTCODE)
    return any(form.match(number.strip("()")) for form in forms)


def _looks_dialled(number: str) -> bool:
    """Without a word beside it: an area in brackets or with its zero, or several even groups."""
    digits = _digits(number)
    groups = re.findall(r"\d+", number)
    if number[0] in "0(" and not number.startswith("0."):
        return 7 <= digits <= 13
    even = all(2 <= len(group) <= 4 for group in groups) and len(groups) >= 3
    return 8 <= digits <= 12 and even


def _is_bare_phone(found: re.Match[str], text: str) -> bool:
    if _SAYS_OTHER.search(text, 0, found.start()):
        return False
    return _says_phone(found, text) or (found[0] == text.strip() and found[0][0] == "0")


def _says_phone(found: re.Match[str], text: str) -> bool:
    near = text[max(0, found.start() - _NEAR) : found.start()]
    return bool(_SAYS_PHONE.search(near.rsplit("\n\n", 1)[-1]))


_FORMS = (
    (_ABROAD, _is_abroad),
    (_TOUCHING, _is_grouped_phone),
    (_GROUPED, _is_grouped_phone),
    (_BARE, _is_bare_phone),
)
