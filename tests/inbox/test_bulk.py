"""Many conversations at once: each by itself, with a report for each of them."""

import re
from typing import Any

import pytest

from helpdesk.agents.models import Agent
from helpdesk.conversations import lifecycle
from helpdesk.conversations.models import Conversation, Message
from helpdesk.filing import tagging
from helpdesk.filing.models import Tagging
from helpdesk.inbox import together
from tests.cast import Company
from tests.inbox.conftest import Answer, Begin, Desk


def press(desk: Desk, chosen: list[Conversation], **fields: Any) -> Answer:
    numbers = [one.pk for one in chosen]
    return desk.client.post("/inbox/bulk/", {"id": numbers, **fields}, HTTP_HX_REQUEST="true")


def done(page: str) -> list[int]:
    return [int(number) for number in re.findall(r'data-done="(\d+)"', page)]


@pytest.fixture
def three(begin: Begin) -> list[Conversation]:
    return [begin(), begin(), begin()]


def test_all_that_is_asked_is_done_to_each_and_nothing_to_others(
    acme: Company, three: list[Conversation], begin: Begin, ada: Agent, adas: Desk
) -> None:
    other = begin()
    answer = press(adas, three, assign="me", priority="urgent", tag="refund, June")
    page = answer.content.decode()
    assert "3 done, 0 not" in page
    assert done(page) == [one.pk for one in three]
    with acme.bound():
        rows = Conversation.objects.filter(assignee=ada, priority="urgent", status="open")
        assert {row.pk for row in rows} == {one.pk for one in three}
        assert Tagging.objects.exclude(conversation=other.pk).count() == 6
        assert not Tagging.objects.filter(conversation=other.pk).exists()


def test_a_refusal_is_told_for_its_row_undoes_it_whole_and_stops_no_other(
    acme: Company, three: list[Conversation], adas: Desk
) -> None:
    first, full, last = three
    with acme.bound():
        tagging.tag(full.pk, [f"tag {n}" for n in range(tagging.MOST)], by=acme.agent("Ada"))
    page = press(adas, three, tag="one more", priority="high").content.decode()
    assert "2 done, 1 not" in page
    assert done(page) == [first.pk, last.pk]
    assert re.search(rf"#{full.pk} Cleo Marsh</a>\s*<span>A conversation has at most", page)
    with acme.bound():
        assert Conversation.objects.get(pk=full.pk).priority == "normal", "all or nothing"
        assert Conversation.objects.get(pk=last.pk).priority == "high"


def test_what_has_gone_meanwhile_is_left_out_and_the_rest_done(
    acme: Company, three: list[Conversation], adas: Desk
) -> None:
    with acme.bound():
        Conversation.objects.filter(pk=three[0].pk).delete()
    page = press(adas, three, resolve="yes").content.decode()
    assert "2 done, 0 not" in page
    with acme.bound():
        assert Conversation.objects.filter(status="resolved").count() == 2


def test_doing_it_twice_changes_nothing_more(
    acme: Company, three: list[Conversation], adas: Desk
) -> None:
    press(adas, three, resolve="yes")
    with acme.bound():
        before = Message.objects.count()
    assert "3 done, 0 not" in press(adas, three, resolve="yes").content.decode()
    with acme.bound():
        assert Message.objects.count() == before


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({}, "Choose what is to be done."),
        ({"priority": "huge"}, "Select a valid choice"),
        ({"assign": "999999"}, "Select a valid choice"),
        ({"tag": "a<b"}, "Leave out commas"),
        ({"send": "Hello"}, "Choose what is to be done."),
    ],
)
def test_what_cannot_be_done_to_any_is_said_by_its_field_and_does_nothing(
    fields: dict[str, str], words: str, acme: Company, three: list[Conversation], adas: Desk
) -> None:
    with acme.bound():
        before = Message.objects.count()
    page = press(adas, three, **fields).content.decode()
    assert words in page
    assert page.count('type="hidden" name="id"') == 3, "what was chosen is chosen still"
    with acme.bound():
        assert Message.objects.count() == before


def test_none_chosen_too_many_and_no_numbers_are_told(adas: Desk) -> None:
    many = [str(number) for number in range(together.MOST + 1)]
    for numbers, words in (
        ([], "Choose some conversations first."),
        (["x", "-1", "9" * 30], "Choose some conversations first."),
        (many, f"Choose at most {together.MOST} conversations."),
    ):
        answer = adas.client.post("/inbox/bulk/", {"id": numbers, "resolve": "yes"})
        assert answer.status_code == 422
        assert words in answer.content.decode()


def test_the_sheet_offers_what_makes_sense_for_many(three: list[Conversation], adas: Desk) -> None:
    query = "&".join(f"id={one.pk}" for one in three)
    page = adas.client.get(f"/inbox/bulk/?{query}", HTTP_HX_REQUEST="true").content.decode()
    assert "Do to 3 conversations" in page
    for name in ("assign", "team", "priority", "tag", "snooze", "resolve", "note"):
        assert f'name="{name}"' in page
    assert 'name="send"' not in page, "nothing is sent to many customers at a press"
    assert "<html" in adas.client.get(f"/inbox/bulk/?{query}").content.decode()


def test_nothing_of_acmes_is_done_from_globex(
    acme: Company, three: list[Conversation], ada: Agent, guss: Desk
) -> None:
    with acme.bound():
        lifecycle.claim(three[0].pk, ada)
        before = list(Conversation.objects.order_by("pk").values_list("pk", "status", "fence"))
    page = press(guss, three, resolve="yes").content.decode()
    assert "None of these is there any more." in page
    with acme.bound():
        after = list(Conversation.objects.order_by("pk").values_list("pk", "status", "fence"))
    assert after == before


def test_every_row_can_be_chosen_for_the_bar(three: list[Conversation], adas: Desk) -> None:
    page = adas.page("view=assistant")
    for one in three:
        assert f'name="id" value="{one.pk}" form="bulk" aria-label="Choose Cleo Marsh' in page
    assert '<form id="bulk"' in page
