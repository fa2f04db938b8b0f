"""Markup that is written again and again on a page: lines of a list, entries of a thread, links.

As safe as ``format_html`` and as a template: every value is escaped, unless it is markup already.
What differs is the cost. ``format_html`` takes its text apart at each call and wraps each value
anew, which was most of a line's cost; here the text is taken apart once, and what nearly all
values are, text and numbers, goes the short way. The rest is left to Django.
"""

from collections.abc import Iterable
from html import escape
from string import Formatter

from django.utils.html import conditional_escape
from django.utils.safestring import SafeString


class Markup:
    """A piece of markup with places for values, all named (``{name}``) or none (``{}``).

    A place is nothing but its name: a format or an attribute in it is a ``ValueError``.
    """

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text = "".join(_pieces(text))

    def __call__(self, *values: object, **named: object) -> SafeString:
        """The markup with these values. Names that have no place are left out."""
        # Most values are markup already, and are not asked about by a call each.
        if values:
            return SafeString(
                self._text
                % tuple([one if type(one) is SafeString else escaped(one) for one in values])
            )
        safe = {
            name: one if type(one) is SafeString else escaped(one) for name, one in named.items()
        }
        return SafeString(self._text % safe)

    def filled(self, **named: object) -> "Markup":
        """The same with these places filled for good; the others stay places."""
        same = Markup("")
        same._text = self._text
        for name, value in named.items():
            same._text = same._text.replace(f"%({name})s", escaped(value).replace("%", "%%"))
        return same


def joined(pieces: Iterable[object]) -> SafeString:
    """Pieces of markup one after the other; what is none among them is escaped."""
    return SafeString("".join([escaped(piece) for piece in pieces]))


def escaped(value: object) -> str:
    """As ``conditional_escape`` has it. Subclasses of text and numbers may say what they are."""
    if type(value) is SafeString:
        return value
    if type(value) is str:
        return escape(value)
    return str(value) if type(value) is int else conditional_escape(value)  # type: ignore[arg-type]


def _pieces(text: str) -> Iterable[str]:
    """``text`` as the operator ``%`` reads it, which is the quickest to fill."""
    for literal, name, form, conversion in Formatter().parse(text):
        yield literal.replace("%", "%%")
        if form or conversion or (name and not name.isidentifier()):
            raise ValueError(f"A place holds a name and nothing else: {{{name}}}.")
        if name is not None:
            yield f"%({name})s" if name else "%s"
