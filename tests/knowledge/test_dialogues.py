"""A question is understood from the dialogue that it stands in."""

import pytest

from knowledge.search import Dialogue, search
from tests.cast import Company
from tests.knowledge.writing import publish

HOUSES = {"Acorn Guest House": "from 7 am", "Willow Lodge": "from 9 am", "Harbour Inn": "all day"}


@pytest.fixture
def houses(acme: Company) -> Company:
    """The same questions, answered for each of three places on a shelf of its own."""
    for place, hours in HOUSES.items():
        publish(acme, "When is breakfast?", f"We serve breakfast {hours}.", shelf=place)
        publish(acme, "Can I bring my dog?", f"Dogs stay free {hours}.", shelf=place)
    return acme


def first(company: Company, question: str, *before: str) -> str:
    with company.bound():
        return search(Dialogue.of(question, before))[0].text


@pytest.mark.parametrize("place", HOUSES)
def test_the_place_that_was_spoken_of_is_the_one_that_answers(houses: Company, place: str) -> None:
    before = ("I need a room for two nights.", f"How about {place}? It has rooms left.", "Lovely.")

    assert HOUSES[place] in first(houses, "And when do they have breakfast?", *before)


def test_the_place_named_last_outdoes_the_one_named_before(houses: Company) -> None:
    before = ("Tell me about Willow Lodge.", "It is quiet.", "And the Harbour Inn?", "By the sea.")

    assert HOUSES["Harbour Inn"] in first(houses, "When is breakfast there?", *before)


def test_a_place_named_in_the_question_outdoes_the_dialogue(houses: Company) -> None:
    asked = "When is breakfast at the Acorn Guest House?"

    assert HOUSES["Acorn Guest House"] in first(houses, asked, "I stay at Willow Lodge now.")


def test_a_shelf_with_an_everyday_name_does_not_drown_the_rest(acme: Company) -> None:
    for number in range(6):
        publish(acme, f"Billing of part {number}", "Billing happens monthly.", shelf="Products")
    publish(acme, "Change the billing day", "Write to us.", shelf="Billing")
    export = publish(acme, "Export invoices", "Choose Export to save invoices.", shelf="Reports")

    with acme.bound():
        hits = search("How do I export invoices for billing?")

    assert hits[0].article_id == export.id


def test_a_follow_up_is_found_through_the_line_before(acme: Company) -> None:
    publish(acme, "Snapshots", "A snapshot of a volume can be restored for 30 days.")
    publish(acme, "Bread", "The bread keeps fresh for some days.")

    before = ("How do I restore a volume from a snapshot?",)

    assert "snapshot" in first(acme, "For how long can I do that?", *before)


def test_a_long_account_is_found_by_the_few_sentences_that_matter(acme: Company) -> None:
    publish(acme, "Refund a double charge", "Charged twice? We refund the second charge in a day.")
    publish(acme, "Holidays", "Our office is closed on public holidays.")
    told = "I was on holiday with my family and the weather was fine. " * 20

    assert "refund" in first(acme, f"{told}My card was charged twice. Please refund one charge.")


def test_any_dialogue_is_searched_without_an_error(houses: Company) -> None:
    odd = ("", "\x00", "🙂" * 3000, "'\\' & | ! :*", "ก" * 10_000)

    for line in odd:
        with houses.bound():
            search(Dialogue.of(line, odd))
            search(Dialogue.of("breakfast", (line,)))
