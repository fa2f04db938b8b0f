"""What agents have begun to write, or hold back, when the conversation becomes part of another."""

from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from helpdesk.agents.models import Agent
from helpdesk.composing import drafting, holding
from helpdesk.composing.drafting import Place, Written
from helpdesk.composing.holding import When
from helpdesk.composing.models import HeldReply
from helpdesk.composing.saying import Letter
from helpdesk.conversations import lifecycle
from helpdesk.conversations.merging import merge
from tests.cast import Company
from tests.conversations.conftest import Thread, begin, said

__all__ = ["begin"]

Begin = Callable[[], Thread]
LATER = timedelta(hours=1)


def letter(body: str) -> Letter:
    return Letter(body=body, cid=uuid4())


def written(body: str) -> Written:
    return Written(body, uuid4())


def test_a_draft_is_there_where_it_goes_on_and_its_tab_writes_on(
    acme: Company, begin: Begin, bo: Agent
) -> None:
    old, kept = begin(), begin()
    with acme.bound():
        draft = drafting.keep(Place(old.id, bo, "reply"), written("Dear Cl"), seen=None)
        assert draft is not None
        merge(old.id, into=kept.id, by=bo)
        # The tab still has the old one open.
        again = drafting.keep(Place(old.id, bo, "reply"), written("Dear Cleo"), seen=draft.version)
        assert again is not None
        assert [one.body for one in drafting.of(kept.id, bo)] == ["Dear Cleo"]
        assert drafting.of(old.id, bo) == []


def test_of_two_drafts_nothing_is_lost_and_neither_is_written_over(
    acme: Company, begin: Begin, bo: Agent, ada: Agent
) -> None:
    old, kept = begin(), begin()
    with acme.bound():
        drafting.keep(Place(old.id, bo, "reply"), written("On the card."), seen=None)
        mine = drafting.keep(Place(kept.id, bo, "reply"), written("On the bill."), seen=None)
        drafting.keep(Place(kept.id, ada, "reply"), written("Hers."), seen=None)
        assert mine is not None
        merge(old.id, into=kept.id, by=bo)
        (both,) = drafting.of(kept.id, bo)
        assert both.body == "On the bill.\n\nOn the card."
        with pytest.raises(drafting.Stale):
            drafting.keep(Place(kept.id, bo, "reply"), written("On"), seen=mine.version)
        assert [one.body for one in drafting.of(kept.id, ada)] == ["Hers."]


def test_what_is_held_in_any_case_is_sent_once_where_it_goes_on(
    acme: Company, begin: Begin, bo: Agent
) -> None:
    old, kept = begin(), begin()
    with acme.bound():
        lifecycle.claim(old.id, bo)
        sure = When(timezone.now() + LATER, on_news="send")
        held = holding.hold(old.id, bo, letter("In an hour."), sure)
        assert held is not None
        merge(old.id, into=kept.id, by=bo)
        assert [one.pk for one in holding.of(kept.id)] == [held.pk]
        for _ in range(2):
            holding.send_due(held.pk)
        assert said(kept) == ["In an hour."]
        assert not HeldReply.objects.exists()


def test_what_was_to_be_held_back_on_news_is_and_says_why(
    acme: Company, begin: Begin, bo: Agent
) -> None:
    old, kept = begin(), begin()
    with acme.bound():
        lifecycle.claim(old.id, bo)
        held = holding.hold(old.id, bo, letter("Later."), When(timezone.now() + LATER))
        assert held is not None
        merge(old.id, into=kept.id, by=bo)
        holding.send_due(held.pk)
        assert said(kept) == []
        (stopped,) = holding.of(kept.id)
        assert "merged into another" in stopped.why_exactly
        assert "reply_stopped" in kept.events()
        holding.send_now(held.pk, by=bo)
        assert said(kept) == ["Later."]
