"""What the search box finds, within bounds that do not grow with the view.

Names and addresses of all contacts, by trigrams: parts of words, and words that are mistyped.
Last messages of the latest conversations of the view only: an index over what changes with every
message would be paid for by every message.
"""

from typing import LiteralString

from helpdesk.inbox.rows import READ, Values

# How many of the view's latest conversations are looked through, and how many contacts are
# followed to theirs.
LOOKED_THROUGH = 1000
PEOPLE = 200
LONGEST = 100
# Three letters make the first trigram; with fewer an index would be read whole.
SHORTEST_INDEXED = 3
# Of shorter words too little is left when a letter is wrong.
SHORTEST_MENDED = 5

_LATEST: LiteralString = """
    SELECT c.id FROM (
        SELECT c.id, c.contact_id, c.last_preview FROM {schema}.conversations_conversation AS c
        WHERE <where> ORDER BY <order> LIMIT %(latest)s
    ) AS c JOIN {schema}.conversations_contact AS k ON k.id = c.contact_id
    WHERE c.id = %(number)s OR upper(c.last_preview) LIKE upper(%(like)s)
       OR upper(k.name) LIKE upper(%(like)s) OR upper(k.email) LIKE upper(%(like)s)
"""
_NUMBERED: LiteralString = """
    UNION SELECT c.id FROM {schema}.conversations_conversation AS c
    WHERE c.id = %(number)s AND <where>
"""
_OF_PEOPLE: LiteralString = """
    UNION SELECT c.id FROM (
        (SELECT id FROM {schema}.conversations_contact
         WHERE upper(name) LIKE upper(%(like)s) OR upper(email) LIKE upper(%(like)s)
         LIMIT %(people)s)
        <mended>
    ) AS k JOIN {schema}.conversations_conversation AS c ON c.contact_id = k.id WHERE <where>
"""
_MENDED: LiteralString = """
        UNION
        (SELECT id FROM {schema}.conversations_contact
         WHERE upper(name) OPERATOR(public.%%>) upper(%(words)s) LIMIT %(people)s)
"""


def statement(
    where: LiteralString, order: LiteralString, query: str, values: Values
) -> tuple[LiteralString, Values]:
    """The list's statement and values, for those of a view (``where``) that ``query`` finds."""
    words = query.strip()[:LONGEST]
    found = _LATEST + _NUMBERED
    if len(words) >= SHORTEST_INDEXED:
        mended = _MENDED if len(words) >= SHORTEST_MENDED else ""
        found += _OF_PEOPLE.replace("<mended>", mended)
    text = f"{READ} WHERE c.id IN ({found}) ORDER BY <order> LIMIT %(limit)s"
    text = text.replace("<where>", where).replace("<order>", order)
    number = words.removeprefix("#")
    return text, {
        **values,
        "words": words,
        "like": f"%{_literally(words)}%",
        "number": int(number) if number.isdecimal() and len(number) < 12 else None,
        "latest": LOOKED_THROUGH,
        "people": PEOPLE,
    }


def _literally(words: str) -> str:
    """As a pattern that means the words themselves."""
    return words.replace("\\", "\\\\").replace("%", r"\%").replace("_", r"\_")
