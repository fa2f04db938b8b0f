"""Types what identifies a case: order numbers, codes, e-mails, phones, amounts, addresses.

Each is as the customer typed it; only its kind and its label are ours. The label comes from the
word that stands before the value: “my order number is ORD-77001” makes it an order.
"""

import re
from collections.abc import Container, Sequence
from typing import Final

from helpdesk.handoff.lines import Line, Piece
from helpdesk.handoff.values import ReadValues, Value, codes_in, values_in

# What a person looks up or copies; names, days and numbers of things stay among the details.
KINDS: Final = frozenset({"identifier", "email", "phone", "amount", "address", "link"})
_FIGURES: Final = KINDS | {"date", "time"}
# Who brings more codes than this pastes a list: the latest are kept, the log has them all.
CODES_KEPT: Final = 300
OTHERS_KEPT: Final = 12
# The longest address of a page that is read as one; what is longer is pasted matter.
_LONGEST: Final = 500
# Around a value that was taken they make no code of their own: “(49.90” of “(49.90 EUR)”.
_BRACKETS: Final = "()[]{}"
_LINES_TYPED: Final = 60
_VALUES_READ: Final = 4_000
_NAMED: Final = re.compile(
    r"\b(order|invoice|booking|reservation|confirmation|ticket|case|account|customer|user|member(?:ship)?"
    r"|tracking|shipment|flight|error|serial|licen[cs]e|version|model|gift\s+card|coupon|voucher"
    r"|bestell(?:ung)?|rechnung|kunden|konto|auftrag|fehler)s?"
    r"[\s-]*(?:id|no|number|nummer|nr|code|name|#)?\b[\s.:=#(]*(?:(?:is|ist|lautet|was)\b\s*)?[#:\"“(]*$",
    re.IGNORECASE,
)
_LOOKED_BACK: Final = 40


def identifiers_of(lines: Sequence[Line], values: ReadValues = values_in) -> list[Piece]:
    """The customer's codes, all of them up to ``CODES_KEPT``, and the latest other figures."""
    latest = [line for line in lines if line.by_contact][::-1]
    found: dict[str, Piece] = {}
    for place, line in enumerate(latest):
        read = values if place < _LINES_TYPED else None
        for piece in _of(line, found, read):
            found.setdefault(piece.text, piece)
    return sorted(_kept(list(found.values())), key=lambda piece: piece.seq)


def _of(line: Line, found: Container[str], values: ReadValues | None) -> list[Piece]:
    """Those of a line; a code that is ``found`` already need not be there again."""
    if values is None and not any(map(str.isdigit, line.text)):
        return []
    codes = [code for code in codes_in(line.text) if len(code) <= _LONGEST]
    read = values(line.text[:_VALUES_READ]) if values else []
    hard = [value for value in read if value.kind in KINDS]
    taken = [value for value in hard if value.kind != "identifier" or value.text in codes]
    # A code has no blank in it, so it lies in one of them or in none.
    known = "\n".join(value.text for value in taken)
    new = (code for code in codes if code not in found)
    bare = [code for code in new if code.strip(_BRACKETS) not in known]
    return [_piece(line, value) for value in (*taken, *(_typed(code) for code in bare))]


def _typed(code: str) -> Value:
    """A code that is a day or an hour is one; it is kept all the same."""
    kinds = [one.kind for one in values_in(code) if one.text == code and one.kind in _FIGURES]
    return Value(kinds[0] if kinds else "identifier", code)


def _piece(line: Line, value: Value) -> Piece:
    label = _label(line.text, value.text) if value.kind == "identifier" else ""
    return Piece(line.seq, True, value.text, value.kind, label)


def _label(text: str, value: str) -> str:
    place = text.find(value)
    named = _NAMED.search(text[max(place - _LOOKED_BACK, 0) : place])
    return " ".join(named[1].split()).capitalize() if named else ""


def _kept(found: list[Piece]) -> list[Piece]:
    codes = [piece for piece in found if codes_in(piece.text)]
    others = [piece for piece in found if not codes_in(piece.text)]
    return [*codes[:CODES_KEPT], *others[:OTHERS_KEPT]]
