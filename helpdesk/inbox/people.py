"""Contacts by what is typed of them, as part of a statement: bounded, and by an index each."""

import re
from typing import Any, Final, LiteralString

# How many contacts are followed to their conversations.
PEOPLE: Final = 200
# Three letters make the first trigram; with fewer an index would be read whole.
SHORTEST: Final = 3
# Of shorter words too little is left when a letter is wrong.
SHORTEST_MENDED: Final = 5
SHORTEST_PHONE: Final = 4

_NAMED: LiteralString = """
    SELECT id FROM {schema}.conversations_contact
    WHERE upper(name) LIKE upper(%(<key>_like)s) OR upper(email) LIKE upper(%(<key>_like)s)
    LIMIT <most>
"""
_IDENTIFIED: LiteralString = """
    SELECT id FROM {schema}.conversations_contact WHERE external_id LIKE %(<key>_begins)s
    LIMIT <most>
"""
_CALLED: LiteralString = r"""
    SELECT id FROM {schema}.conversations_contact
    WHERE phone <> '' AND regexp_replace(phone, '\D', '', 'g') LIKE %(<key>_digits)s LIMIT <most>
"""
_MENDED: LiteralString = """
    SELECT id FROM {schema}.conversations_contact
    WHERE upper(name) OPERATOR(public.%%>) upper(%(<key>)s) LIMIT <most>
"""
_ADDRESSED: LiteralString = """
    SELECT id FROM {schema}.conversations_contact WHERE upper(email) LIKE upper(%(<key>_like)s)
    LIMIT <most>
"""


def people(key: LiteralString, text: str, values: dict[str, Any]) -> LiteralString:
    """Ids of contacts whose name, address, phone number or own id ``text`` is a part of.

    Adds to ``values`` what the statement needs, under names that begin with ``key``. A name may
    be mistyped.
    """
    values |= {key: text, f"{key}_like": f"%{literally(text)}%"}
    values[f"{key}_begins"] = f"{literally(text)}%"
    parts = [_NAMED, _IDENTIFIED]
    digits = re.sub(r"\D", "", text)
    if len(digits) >= SHORTEST_PHONE and not re.search(r"[^\W\d_]", text):
        values[f"{key}_digits"] = f"%{digits.lstrip('0')}%"
        parts.append(_CALLED)
    if len(text) >= SHORTEST_MENDED and not digits:
        parts.append(_MENDED)
    return _together(parts, key)


def addressed(key: LiteralString, text: str, values: dict[str, Any]) -> LiteralString:
    """The same by their e-mail address alone."""
    values[f"{key}_like"] = f"%{literally(text)}%"
    return _together([_ADDRESSED], key)


def literally(text: str) -> str:
    """As a pattern that means the words themselves."""
    return text.replace("\\", "\\\\").replace("%", r"\%").replace("_", r"\_")


def _together(parts: list[LiteralString], key: LiteralString) -> LiteralString:
    joined = " UNION ".join(f"({part})" for part in parts)
    return joined.replace("<key>", key).replace("<most>", str(PEOPLE))
