"""What a row shows beside its words, and the views of what names or concerns an agent."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from helpdesk.agents.models import Agent
from helpdesk.conversations import lifecycle, replying
from helpdesk.conversations.models import Conversation
from helpdesk.filing import following, tagging
from helpdesk.inbox import listing
from helpdesk.live import marks
from helpdesk.notifying import presence, reading
from helpdesk.notifying.presence import Doing, Seen
from helpdesk.recovery import promising
from helpdesk.recovery.models import Promise
from helpdesk.recovery.promising import Pledge
from helpdesk.routing.agreements import Deadline
from helpdesk.selecting import naming
from tests.cast import Company
from tests.inbox.conftest import Begin, Desk
from tests.inbox.test_filters import shown


def test_mentions_holds_what_names_me_and_counts_what_i_have_not_read(
    acme: Company, begin: Begin, ada: Agent, bo: Agent, adas: Desk, bos: Desk
) -> None:
    named, other = begin(), begin()
    with acme.bound():
        replying.note(named.pk, ada, body="@Bo can you look?")
        replying.note(named.pk, ada, body="@Bo please")
        replying.note(other.pk, ada, body="Nobody is meant")
        assert listing.counts(bo)[0]["mentions"] == 1
    assert shown(bos.page("view=mentions")) == [named.pk]
    assert shown(bos.page("view=mentions&q=marsh")) == [named.pk]
    assert shown(bos.page("view=mentions&status=resolved")) == []
    assert "Nobody has named you" in adas.page("view=mentions")
    with acme.bound():
        head = Conversation.objects.get(pk=named.pk).head
        reading.saw(bo.pk, named.pk, head)
        assert listing.counts(bo)[0]["mentions"] == 0
    assert shown(bos.page("view=mentions")) == [named.pk], "read, and still to be found"


def test_following_holds_what_i_follow_whoever_has_it(
    acme: Company, begin: Begin, ada: Agent, bo: Agent, adas: Desk
) -> None:
    first, second, _other = begin(), begin(), begin()
    with acme.bound():
        for one in (first, second):
            following.follow(one.pk, ada)
        lifecycle.claim(first.pk, bo)
        lifecycle.resolve(second.pk, by=bo)
    assert set(shown(adas.page("view=following"))) == {first.pk, second.pk}
    assert shown(adas.page("view=following&status=resolved")) == [second.pk]
    with acme.bound():
        following.unfollow(first.pk, ada)
        following.unfollow(second.pk, ada)
    assert "You follow nothing" in adas.page("view=following")


def test_a_row_shows_its_tags_and_says_when_there_are_more(
    acme: Company, begin: Begin, ada: Agent, adas: Desk
) -> None:
    few, many = begin(), begin()
    with acme.bound():
        tagging.tag(few.pk, ["refund", "June"], by=ada)
        tagging.tag(many.pk, ["delta", "Alpha", "bravo", "charlie"], by=ada)
    page = adas.page("view=assistant")
    tags = re.findall(r'class="row-tag">([^<]+)<', page)
    assert tags == ["Alpha", "bravo", "charlie", "…", "June", "refund"]


@pytest.mark.parametrize("few", [True, False])
def test_tags_narrow_the_list_whether_few_or_many_have_them(
    few: bool,
    acme: Company,
    begin: Begin,
    ada: Agent,
    adas: Desk,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(naming, "FEW", 1_000 if few else 0)
    old, none, new = begin(), begin(), begin()
    with acme.bound():
        tagging.tag(old.pk, ["Refund"], by=ada)
        tagging.tag(new.pk, ["refund", "June"], by=ada)
    assert shown(adas.page("view=assistant&tag=REFUND")) == [new.pk, old.pk]
    assert shown(adas.page("view=assistant&tag=june&tag=refund")) == [new.pk, old.pk]
    assert shown(adas.page("view=assistant&tag=june")) == [new.pk]
    assert none.pk in shown(adas.page("view=assistant"))
    assert "There is no tag “gone”" in adas.page("view=assistant&tag=gone")


def test_a_row_is_coloured_by_how_near_its_deadline_is(
    acme: Company, begin: Begin, adas: Desk
) -> None:
    late, near, far = begin(), begin(), begin()
    now = timezone.now()
    with acme.bound():
        for conversation, minutes in ((late, -5), (near, 30), (far, 300)):
            Deadline.objects.create(
                conversation=conversation,
                kind="resolution",
                started_at=now - timedelta(hours=1),
                due_at=now + timedelta(minutes=minutes),
            )
    page = adas.page("view=assistant")

    def classes(conversation: Conversation) -> str:
        found = re.search(rf'<li class="([^"]+)" id="row-{conversation.pk}"', page)
        assert found
        return found[1]

    assert "row-late" in classes(late)
    assert "row-near" in classes(near)
    assert "row-" not in classes(far).replace("row-unread", "")


def test_a_row_shows_who_else_is_there(
    acme: Company, begin: Begin, ada: Agent, bo: Agent, adas: Desk, bos: Desk
) -> None:
    conversation = begin()
    with acme.bound():
        seen = Seen(bo.pk, bo.name, Doing.REPLYING)
        marks.put(presence.mark(conversation.pk, "window", seen))
    assert "Bo Reyes is replying" in adas.page("view=assistant")
    assert "Bo Reyes is replying" not in bos.page("view=assistant"), "of oneself one knows"


def test_one_lateness_is_one_chip_with_the_longer_time(
    acme: Company, begin: Begin, adas: Desk
) -> None:
    both, deadline, promise = begin(), begin(), begin()
    now = timezone.now()
    with acme.bound():
        for conversation in (both, deadline):
            Deadline.objects.create(
                conversation=conversation,
                kind="first",
                started_at=now - timedelta(hours=9),
                due_at=now - timedelta(hours=3),
            )
        for conversation in (both, promise):
            late = Pledge("callback", "A call", now + timedelta(hours=1))
            made = promising.make_promise(conversation.pk, late, key="a")
            Promise.objects.filter(pk=made.pk).update(due_at=now - timedelta(hours=2))
    page = adas.page("view=assistant")
    chips = re.findall(r'chip-overdue">([^<]+)<', page)
    assert chips == ["Promise overdue 2 h", "Overdue 3 h", "Promise overdue 3 h"]
