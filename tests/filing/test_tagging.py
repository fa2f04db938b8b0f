"""Tags on conversations: made on the way, once in whatever case, few, and told in the log."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from helpdesk.agents.models import Agent
from helpdesk.conversations.models import Conversation
from helpdesk.filing import tagging
from helpdesk.filing.models import Tag, Tagging
from tests.cast import Company
from tests.filing.conftest import events


def tags(conversation_id: int) -> list[str]:
    return tagging.names_of([conversation_id]).get(conversation_id, [])


def test_a_tag_is_made_once_in_whatever_case_and_told_once(
    acme: Company, begin: Callable[[], int], bo: Agent
) -> None:
    with acme.bound():
        first, second = begin(), begin()
        assert tagging.tag(first, ["  Refund   due ", "VIP", "vip"], by=bo) == ["Refund due", "vip"]
        assert tagging.tag(second, ["REFUND DUE"], by=bo) == ["Refund due"]
        assert tagging.tag(second, ["refund due"], by=bo) == []
        assert tagging.names_of([first, second]) == {
            first: ["Refund due", "vip"],
            second: ["Refund due"],
        }
        assert Tag.objects.count() == 2
        assert events(second) == [("tagged", ["Refund due"])]


def test_a_tag_that_is_taken_off_is_told_and_stays_on_others(
    acme: Company, begin: Callable[[], int], bo: Agent
) -> None:
    with acme.bound():
        first, second = begin(), begin()
        for one in (first, second):
            tagging.tag(one, ["vip"], by=bo)
        assert tagging.untag(first, ["Vip", "never"], by=bo) == ["vip"]
        assert tagging.untag(first, ["vip"], by=bo) == []
        assert (tags(first), tags(second)) == ([], ["vip"])
        assert events(first) == [("tagged", ["vip"]), ("untagged", ["vip"])]


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("", "Name a tag"),
        ("   ", "Name a tag"),
        ("a,b", "Leave out commas"),
        ('say "hi"', "Leave out commas"),
        ("<b>", "Leave out commas"),
        ("nul\x00", "Leave out commas"),
        ("x" * 41, "at most 40 characters"),
    ],
)
def test_what_is_no_tag_is_refused_by_name_and_nothing_is_kept(
    acme: Company, conversation: int, bo: Agent, name: str, words: str
) -> None:
    with acme.bound():
        with pytest.raises(ValidationError, match=words):
            tagging.tag(conversation, ["good", name] if name.strip() else [name], by=bo)
        assert not Tag.objects.exists()


def test_a_conversation_has_at_most_twenty(acme: Company, conversation: int, bo: Agent) -> None:
    with acme.bound():
        tagging.tag(conversation, [f"t{n}" for n in range(tagging.MOST)], by=bo)
        with pytest.raises(ValidationError, match="at most 20 tags"):
            tagging.tag(conversation, ["one more"], by=bo)
        assert tagging.tag(conversation, ["T0"], by=bo) == []
        assert len(tags(conversation)) == tagging.MOST


def test_agents_who_make_the_same_tags_at_once_make_them_once(
    acme: Company, begin: Callable[[], int], ada: Agent, bo: Agent
) -> None:
    def put(conversation_id: int, names: list[str], by: Agent) -> None:
        with acme.bound():
            try:
                tagging.tag(conversation_id, names, by=by)
            finally:
                connection.close()

    names = [f"tag {n}" for n in range(8)]
    with ThreadPoolExecutor(4) as pool:
        ids = [begin() for _ in range(4)]
        jobs = [
            pool.submit(put, one, names[::way], by)
            for one, way, by in zip(ids, (1, -1, 1, -1), (ada, bo, bo, ada), strict=True)
        ]
        for job in jobs:
            job.result()
    with acme.bound():
        assert Tag.objects.count() == 8
        assert Tagging.objects.count() == 32


def test_there_is_nothing_to_tag_where_no_conversation_is(acme: Company, bo: Agent) -> None:
    with acme.bound(), pytest.raises(Conversation.DoesNotExist):
        tagging.tag(10**9, ["vip"], by=bo)


def test_suggestions_leave_out_what_it_has(acme: Company, conversation: int, bo: Agent) -> None:
    with acme.bound():
        tagging.tag(conversation, ["b", "A", "c"], by=bo)
        tagging.untag(conversation, ["b", "c"], by=bo)
        assert tagging.suggested(conversation) == ["b", "c"]
