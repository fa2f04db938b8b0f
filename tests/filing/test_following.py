"""Who follows, who was named in a note, and what they have not read yet."""

from collections.abc import Callable
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError

from helpdesk.agents.models import Agent
from helpdesk.agents.roles import Role
from helpdesk.conversations import replying
from helpdesk.filing import filed, following, linking, mentioning
from helpdesk.filing.models import Mention
from tests.cast import Company


def names(conversation_id: int) -> list[str]:
    return [agent.name for agent in filed.of(conversation_id).followers]


def test_following_twice_is_following_once(
    acme: Company, conversation: int, ada: Agent, bo: Agent
) -> None:
    with acme.bound():
        for agent in (bo, bo, ada):
            following.follow(conversation, agent)
        assert names(conversation) == ["Ada Lind", "Bo Reyes"]
        for _ in range(2):
            following.unfollow(conversation, bo)
        assert names(conversation) == ["Ada Lind"]


def test_whoever_a_note_names_follows_and_has_it_unread_until_they_saw_it(
    acme: Company, conversation: int, ada: Agent, bo: Agent
) -> None:
    cid = uuid4()
    with acme.bound():
        for _ in range(2):  # a double click
            note = replying.note(conversation, bo, body="@Ada, and me, @Bo: look.", cid=cid)
        (mention,) = Mention.objects.all()
        assert (mention.agent, mention.by, mention.seq, mention.seen_at) == (
            ada,
            bo,
            note.seq,
            None,
        )
        assert names(conversation) == ["Ada Lind"]
        assert mentioning.saw(conversation, ada.pk, note.seq - 1) == 0
        assert mentioning.saw(conversation, bo.pk, note.seq) == 0
        assert mentioning.saw(conversation, ada.pk, note.seq) == 1
        assert mentioning.saw(conversation, ada.pk, note.seq) == 0


def test_what_is_linked_with_many_stands_once_in_each(
    acme: Company, begin: Callable[[], int], bo: Agent
) -> None:
    with acme.bound():
        one, two, middle, last = (begin() for _ in range(4))
        for other in (one, two, last):
            linking.link(middle, other, by=bo)
        assert [row.pk for row in linking.linked(last)] == [middle]
        assert {row.pk for row in linking.linked(middle)} == {one, two, last}
        assert len(filed.of(middle).linked) == 3


def test_a_message_to_the_customer_mentions_nobody(
    acme: Company, conversation: int, bo: Agent
) -> None:
    with acme.bound():
        replying.reply(conversation, bo, body="Hello, @Ada here.")
        assert not Mention.objects.exists()


def test_nobody_is_named_who_could_not_open_it(acme: Company, conversation: int, bo: Agent) -> None:
    with acme.bound():
        Agent.objects.create_user("ed@acme.example", name="Ed Ito", role=Role.EDITOR)
        Agent.objects.create_user("off@acme.example", name="Olga Gone", is_active=False)
        replying.note(conversation, bo, body="@Ed Ito @Olga Gone")
        assert not Mention.objects.exists()


def test_what_is_refused_mentions_nobody(acme: Company, conversation: int, bo: Agent) -> None:
    with acme.bound():
        with pytest.raises(ValidationError):
            replying.note(conversation, bo, body="@Ada " + "x" * 17_000)
        assert not Mention.objects.exists()
