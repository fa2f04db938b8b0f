"""Older pages than a merge: whatever their verb is, it reaches the conversation that lives."""

from collections.abc import Callable
from uuid import uuid4

import pytest

from helpdesk.agents.models import Agent
from helpdesk.composing import drafting
from helpdesk.composing.drafting import Place, Written
from helpdesk.composing.models import Draft
from helpdesk.conversations import contacts, lifecycle, merging, replying, transferring
from helpdesk.conversations.models import Conversation
from helpdesk.filing import filed, following, linking, mentioning, tagging
from helpdesk.filing.models import Following, Link, Mention, Tagging
from helpdesk.notifying import reading
from helpdesk.notifying.models import Reading
from helpdesk.routing import hurrying
from helpdesk.routing.models import Wait
from tests.cast import Company
from tests.conversations.conftest import A_PERSON

Begin = Callable[[], int]


@pytest.fixture
def kept(begin: Begin) -> int:
    return begin()


@pytest.fixture
def old(acme: Company, begin: Begin, kept: int, bo: Agent) -> int:
    """The number that a page still has."""
    with acme.bound():
        number = begin()
        merging.merge(number, into=kept, by=bo)
        return number


def now(number: int) -> Conversation:
    return Conversation.objects.get(pk=number)


def test_tags_and_followers(acme: Company, old: int, kept: int, ada: Agent) -> None:
    with acme.bound():
        tagging.tag(old, ["vip", "late"], by=ada)
        tagging.untag(old, ["late"], by=ada)
        following.follow(old, ada)
        found = filed.of(kept)
        assert (found.tags, found.emails) == (["vip"], [ada.email])
        assert not Tagging.objects.filter(conversation=old).exists()
        assert not Following.objects.filter(conversation=old).exists()
        following.unfollow(old, ada)
        assert filed.of(kept).followers == []


def test_links(acme: Company, begin: Begin, old: int, kept: int, ada: Agent) -> None:
    with acme.bound():
        other = begin()
        linking.link(old, other, by=ada)
        assert [row.pk for row in linking.linked(other)] == [kept]
        linking.unlink(other, old, by=ada)
        assert not Link.objects.exists()


def test_a_mention(acme: Company, old: int, kept: int, ada: Agent, bo: Agent) -> None:
    with acme.bound():
        said = replying.note(old, bo, body="@Ada, look.")
        (mention,) = Mention.objects.all()
        assert (mention.conversation_id, mention.seq) == (kept, said.seq)
        assert [one.name for one in filed.of(kept).followers] == ["Ada Lind"]
        assert mentioning.saw(kept, ada.pk, said.seq) == 1


def test_a_transfer_a_priority_and_a_snooze(
    acme: Company, old: int, kept: int, ada: Agent, bo: Agent
) -> None:
    with acme.bound():
        transferring.transfer(old, to=ada, by=bo, note="Yours.")
        hurrying.set_priority(old, "urgent", by=bo)
        assert (now(kept).assignee, now(kept).priority) == (ada, "urgent")
        lifecycle.snooze(old, until=None, by=bo)
        assert (now(kept).status, now(old).status) == ("snoozed", "merged")


def test_a_priority_moves_the_place_in_line(
    acme: Company, begin: Begin, kept: int, bo: Agent
) -> None:
    with acme.bound():
        old = begin()
        for one in (kept, old):
            lifecycle.hand_off(one, A_PERSON, {"v": 1})
        merging.merge(old, into=kept, by=bo)
        hurrying.set_priority(old, "urgent", by=bo)
        (wait,) = Wait.objects.filter(ended_at=None)
        assert (wait.conversation_id, wait.priority) == (kept, "urgent")


def test_a_draft(acme: Company, old: int, kept: int, ada: Agent) -> None:
    with acme.bound():
        place = Place(old, ada, Draft.Kind.REPLY)
        drafting.keep(place, Written("Hello.", uuid4()), seen=None)
        assert [draft.body for draft in drafting.of(kept, ada)] == ["Hello."]


def test_what_was_read_under_the_old_name_is_read_nowhere(
    acme: Company, old: int, kept: int, ada: Agent
) -> None:
    """Its numbers are another log's; the page that shows the other says so itself."""
    with acme.bound():
        seen = now(kept)
        reading.saw(ada.pk, old, now(old).head)
        contacts.seen_by_contact(old, now(old).head)
        assert not Reading.objects.filter(conversation__in=[old, kept]).exists()
        assert now(old).contact_seen == 0
        assert (now(kept).contact_seen, now(kept).agent_seen) == (
            seen.contact_seen,
            seen.agent_seen,
        )
