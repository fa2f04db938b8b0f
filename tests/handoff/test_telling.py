"""The case in few words: what the customer said and the values in it, taken out, never made up."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpdesk.conversations import lifecycle, messaging
from helpdesk.conversations.models import Contact, Handoff
from helpdesk.conversations.redacting import redact
from helpdesk.handoff.handing_over import hand_over
from helpdesk.handoff.lines import Line
from helpdesk.handoff.telling import tell
from helpdesk.handoff.values import Texts, codes_in, has_values, is_in, values_in
from tests.cast import Company
from tests.handoff.test_handing_over import DECISION, say

GOAL = "I want to change my flight"
DIALOGUE = (
    Line(1, True, f"Hello! {GOAL}"),
    Line(2, False, "Which one? The Harbour Line leaves at 6:30 pm on March 8th for $120.50."),
    Line(3, True, "Thanks. My booking is FQ8APE, write to cleo@shop.example."),
    Line(4, False, "I found it: two seats to Cape Town."),
    Line(5, True, "Yes, that's right. Thank you!"),
)
READ_AT_MOST = 120
ODD = ["🙂🙂", "int x = 10_000;", "你好 AB-12345"]


def test_what_the_customer_said_is_kept_without_greetings_and_thanks() -> None:
    telling = tell(DIALOGUE, GOAL)
    assert telling.goal == GOAL
    said = [(piece.seq, piece.text) for piece in telling.said]
    assert said == [(3, "My booking is FQ8APE, write to cleo@shop.example.")]


def test_values_that_stand_in_no_told_sentence_are_kept_by_kind() -> None:
    details = [(piece.kind, piece.text, piece.by_contact) for piece in tell(DIALOGUE, GOAL).details]
    assert sorted(details) == [
        ("amount", "$120.50", False),
        ("count", "two seats", False),
        ("date", "March 8th", False),
        ("name", "Cape Town", False),
        ("name", "The Harbour Line", False),
        ("time", "6:30 pm", False),
    ]


def test_a_long_dialogue_is_told_in_few_words_and_loses_no_code_of_the_customer() -> None:
    lines = [
        Line(n, n % 2 == 1, f"I tried step {n} of the guide and order ORD-{n:05} is not there.")
        for n in range(1, 501)
    ]
    telling = tell(lines, "Where is my order?")
    codes = {f"ORD-{n:05}" for n in range(1, 501, 2)}
    assert {piece.text for piece in telling.identifiers} == codes
    assert sum(piece.size for piece in (*telling.said, *telling.details)) <= READ_AT_MOST


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("It is at 18/8 Fine Men's Salons in town", "18/8 Fine Men's Salons"),
        ("The hotel is 12 Apostles Hotel & Spa", "12 Apostles Hotel & Spa"),
        ("call +27 21 437 9000 please", "+27 21 437 9000"),
        ("on the 8th of this month", "the 8th of this month"),
        ("at half past 3 in the afternoon", "half past 3 in the afternoon"),
        ("see https://shop.example/cart?x=1.", "https://shop.example/cart?x=1"),
        ("I paid 80 pounds", "80 pounds"),
    ],
)
def test_a_value_is_read_as_it_was_typed(text: str, value: str) -> None:
    assert value in [found.text for found in values_in(text)]


def test_a_big_letter_at_the_beginning_makes_no_name() -> None:
    assert values_in("However it works. Payment is due.") == []
    assert values_in("Hello again, Try the link. Make Firefox the usual one.") == []


def test_what_is_to_be_pressed_is_no_name_and_what_is_not_counted_no_count() -> None:
    text = "Click Start In Safe Mode, then press **Export Data**. Up to 5,000 rows, one in each."
    assert [(one.kind, one.text) for one in values_in(text)] == [("count", "5,000 rows")]
    clicked = values_in("I pressed Export Data in the Hotel Adlon.")
    assert [one.text for one in clicked] == ["Export Data", "Hotel Adlon"]


def test_the_way_through_a_menu_and_the_numbers_of_a_list_are_no_values() -> None:
    answer = "1. Cancel it under Settings › **Plan** and choose Stop.\n2. You have it in 5 days."
    assert [(one.kind, one.text) for one in values_in(answer)] == [("count", "5 days")]
    assert [one.text for one in values_in("> Hotel Adlon is full.\nI pay 2.")] == [
        "Hotel Adlon",
        "2",
    ]


def test_a_code_and_the_sum_in_brackets_after_it_are_no_telephone() -> None:
    text = "Order AB-4711 (49.90 EUR), call (030) 1234567 or (0171 2345678)."
    found = [one.text for one in values_in(text) if one.kind == "phone"]
    assert found == ["(030) 1234567", "0171 2345678"]


def test_a_value_is_found_as_whole_words_only() -> None:
    assert is_in("cape  town", "I want Cape Town.")
    assert not is_in("cape", "a landscape")
    assert not is_in("", "anything")


PIECES = st.text(alphabet=" ab12-.\n", max_size=8)


@settings(deadline=None, max_examples=300)
@given(text=PIECES, others=st.lists(PIECES, max_size=4), more=PIECES)
def test_many_texts_have_what_one_of_them_has(text: str, others: list[str], more: str) -> None:
    texts = Texts(others)
    texts.add(more)
    assert texts.have(text) == any(is_in(text, other) for other in [*others, more])


@settings(deadline=None, max_examples=300)
@given(
    words=st.lists(
        st.sampled_from(
            ["3rd", "A1", "a1", "March", "3", "$12.50", "12", "Bo", "Lee", "BO", "b@c.de"]
        )
    )
)
def test_no_value_stands_within_another(words: list[str]) -> None:
    text = " ".join(words)
    found = values_in(text)
    assert has_values(text) == bool(found)
    for one in found:
        assert not any(is_in(one.text, other.text) for other in found if other is not one)


@settings(deadline=None, max_examples=150)
@given(texts=st.lists(st.text(max_size=60) | st.sampled_from(ODD)))
def test_whatever_is_written_every_piece_stands_in_the_dialogue(texts: list[str]) -> None:
    lines = [Line(n, n % 2 == 0, text) for n, text in enumerate(texts)]
    telling = tell(lines, texts[0] if texts else "")
    spoken = {line.seq: " ".join(line.text.split()) for line in lines}
    for piece in telling.pieces:
        shown = " ".join(piece.text.removesuffix(" …").split())
        assert shown in spoken[piece.seq]
    typed = [code for line in lines if line.by_contact for code in codes_in(line.text)]
    assert all(code in telling.text for code in typed)


def test_the_package_carries_them_and_forgets_what_is_redacted(
    acme: Company, cleo: Contact
) -> None:
    with acme.bound():
        conversation = lifecycle.start(cleo)
        say(conversation.pk, "Why was I charged?")
        messaging.post_message(conversation.pk, sender="assistant", body="For which order?")
        say(conversation.pk, "Order ORD-77001. My name is Cleo Marsh of Harbour Street.")
        hand_over(conversation.pk, DECISION)
        package = Handoff.objects.get().package
        redact(conversation.pk, 3)
        forgotten = Handoff.objects.get().package
    assert [one["text"] for one in package["said"]] == [
        "Order ORD-77001.",
        "My name is Cleo Marsh of Harbour Street.",
    ]
    assert {one["seq"] for one in package["said"]} == {3}
    assert "ORD-77001" not in str(forgotten)
    assert "Harbour" not in str(forgotten)
