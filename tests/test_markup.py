"""Pieces of markup escape whatever is put into them, exactly as Django's own way does."""

from decimal import Decimal
from html.parser import HTMLParser

import pytest
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy
from hypothesis import given
from hypothesis import strategies as st

from helpdesk.conversations.models import Conversation
from helpdesk.markup import Markup, joined

HOSTILE = "<script>alert('1 & \"2\"')</script>"


class Loud(str):
    """Text of another kind is text all the same."""

    __slots__ = ()


class Drawn:
    """What writes itself as markup, as widgets of forms do."""

    def __html__(self) -> str:
        return "<b>drawn</b>"

    def __str__(self) -> str:
        return HOSTILE


class Said:
    def __str__(self) -> str:
        return HOSTILE


class Reader(HTMLParser):
    """Notes what begins and what is said, as a browser reads it."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[object] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, attrs))

    def handle_data(self, data: str) -> None:
        self.seen.append(data)


TEXT = st.text() | st.text("<>&'\"%{}x") | st.just(HOSTILE)
VALUES = st.one_of(
    TEXT,
    TEXT.map(SafeString),
    TEXT.map(Loud),
    TEXT.map(gettext_lazy),
    st.none() | st.booleans() | st.integers() | st.floats() | st.decimals(),
    st.lists(TEXT, max_size=2),
    st.sampled_from([Drawn(), Said(), Decimal("1.50"), *Conversation.Status]),
)
# What stands between the places: percent signs and braces mean nothing there.
BETWEEN = st.text("<>&'\"%{}sd() x").map(lambda text: text.replace("{", "{{").replace("}", "}}"))


@given(BETWEEN, st.lists(st.tuples(VALUES, BETWEEN), min_size=1, max_size=4))
def test_places_in_order_are_filled_as_django_fills_them(
    begin: str, rest: list[tuple[object, str]]
) -> None:
    text = begin + "".join("{}" + after for _, after in rest)
    values = [value for value, _ in rest]

    assert Markup(text)(*values) == format_html(text, *values)


@given(st.dictionaries(st.sampled_from(["name", "at", "said"]), VALUES, min_size=1), BETWEEN)
def test_named_places_are_filled_as_django_fills_them(values: dict[str, object], say: str) -> None:
    text = say.join(f'<p title="{{{name}}}">{{{name}}}</p>' for name in values)
    written = Markup(text)(**values)

    assert written == format_html(text, **values)
    assert isinstance(written, SafeString)


@given(st.lists(VALUES))
def test_pieces_are_joined_as_django_joins_them(pieces: list[object]) -> None:
    assert joined(pieces) == format_html_join("", "{}", [(piece,) for piece in pieces])


def test_what_is_hostile_stays_text() -> None:
    reader = Reader()
    reader.feed(Markup('<p title="{said}">{said}</p>')(said=HOSTILE))

    assert reader.seen == [("p", [("title", HOSTILE)]), HOSTILE]


def test_places_may_be_filled_for_good_and_the_others_later() -> None:
    whole = Markup('<p title="{said}">{said} 5 % {by}</p>')
    part = whole.filled(said=f"100 % {HOSTILE}")
    assert part(by=HOSTILE) == whole(said=f"100 % {HOSTILE}", by=HOSTILE)
    assert whole(said="a", by="b") == '<p title="a">a 5 % b</p>'


@pytest.mark.parametrize("text", ["{name.secret}", "{name[0]}", "{0}", "{name!r}", "{name:>9}"])
def test_a_place_reaches_into_no_value(text: str) -> None:
    with pytest.raises(ValueError, match="A place holds a name"):
        Markup(text)


def test_a_place_without_a_value_is_a_mistake() -> None:
    with pytest.raises(KeyError):
        Markup("{name} {at}")(name="x")
    with pytest.raises(TypeError):
        Markup("{} {}")("x")
