"""Which words a text is found by, in any language."""

import pytest

from helpdesk.searching import words


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Where is my Invoice?", {"where", "is", "my", "invoice"}),
        ("Größe für ÉLÈVES", {"grosse", "fur", "eleves"}),
        ("заказ Ёлка", {"заказ", "елка"}),
        ("مَرحبًا بك", {"مرحبا", "بك"}),
        ("नमस्ते दुनिया", {"नमस्ते", "दुनिया"}),
        ("退款单", {"退", "款", "单", "退款", "款单"}),
        ("snake_case and don't", {"snake", "case", "and", "don", "t"}),
        ("", set()),
        ("?!… \x00 —", set()),
    ],
)
def test_words_are_small_without_accents_and_pairs_where_no_spaces_are(
    text: str, found: set[str]
) -> None:
    assert words.word_set(text) == found


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("order AB-4711-x.", "ab4711x"),
        ("INV/2026/003", "inv2026003"),
        ("write to Ana.Berg@firm.com!", "anabergfirmcom"),
        ("v1.2.3", "v123"),
        ("#100-22", "10022"),
    ],
)
def test_an_identifier_is_a_word_as_a_whole_and_by_its_parts(text: str, whole: str) -> None:
    found = list(words.words_in(text))
    (identifier,) = [word for word in found if word.is_identifier]
    assert identifier.text == whole
    parts = [word for word in found if identifier.start <= word.start < identifier.end]
    assert len(parts) > 2
    assert "".join(word.text for word in parts if word is not identifier) == whole


def test_words_know_where_they_stand() -> None:
    text = "Ölpreis: 退款 A-1"
    assert all(
        words.folded(words.squeezed(text[word.start : word.end])) == word.text
        for word in words.words_in(text)
    )


@pytest.mark.parametrize("text", ["x" * 20_000, "a-1" * 9_000, "退" * 5_000, "\u0301" * 9_000])
def test_endless_words_are_cut(text: str) -> None:
    assert all(len(word) <= words.LONGEST_WORD for word in words.word_set(text))
