"""Markdown becomes HTML that can do nothing but be read."""

import pytest

from knowledge.cutting import LIMIT, cut
from knowledge.rendering import page


@pytest.mark.parametrize(
    "attack",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "<svg onload=alert(1)>",
        "[x](javascript:alert(1))",
        '<a href="javascript:alert(1)">x</a>',
        '<a href="data:text/html,<script>alert(1)</script>">x</a>',
        "<iframe src=https://evil.example></iframe>",
        '<form action="https://evil.example"><input name=q></form>',
        '<p style="position:fixed" onclick="alert(1)">x</p>',
        "<style>body{display:none}</style>",
        '<p id="main" class="button">x</p>',
        "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
    ],
)
def test_nothing_that_acts_survives(attack: str) -> None:
    html = page(f"Before\n\n{attack}\n\nAfter").html

    for word in ["<script", "onerror=", "onload=", "onclick=", 'href="javascript', 'href="data']:
        assert word not in html
    for word in ["<iframe", "<form", "<input", "<img", "<svg", "<style", "style=", "id=", "class="]:
        assert word not in html


def test_headings_begin_below_the_title_and_have_an_anchor_each() -> None:
    shown = page("# Fees\n\nText\n\n### Fees\n\nText")

    assert [(one.level, one.anchor) for one in shown.headings] == [(2, "fees"), (3, "fees-2")]
    assert '<h2 id="fees">Fees</h2>' in shown.html
    assert '<h3 id="fees-2">Fees</h3>' in shown.html


def test_links_that_lead_nowhere_from_here_become_words() -> None:
    html = page("[a](../other.md) [b](/pricing) [c](/help/x/y/) [d](https://e.example)").html

    assert "<p>a b <a " in html
    assert html.count("<a ") == 2


@pytest.mark.parametrize("length", [1, 50, 200, 1000])
def test_no_passage_is_longer_than_the_model_reads(length: int) -> None:
    body = f"## Steps\n\n{'word ' * length}\n\n- {'item ' * length}\n\n{'x' * length * 8}"

    for piece in cut("Title", body):
        assert len(piece.text.split()) <= LIMIT


def test_a_passage_knows_the_headings_it_stands_under() -> None:
    pieces = cut("Fees", "Free.\n\n## Cards\n\n### Visa\n\nOne percent.\n\n## Cash\n\nNothing.")

    paths = [(piece.heading_path, piece.text) for piece in pieces]
    assert paths == [("", "Free."), ("Cards › Visa", "One percent."), ("Cash", "Nothing.")]
