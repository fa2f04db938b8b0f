"""What agents have read of a conversation that becomes two, or one with another."""

from collections.abc import Callable

from helpdesk.agents.models import Agent
from helpdesk.conversations.merging import merge
from helpdesk.conversations.splitting import split
from helpdesk.notifying import reading
from tests.cast import Company
from tests.conversations.conftest import Thread, begin

__all__ = ["begin"]

Begin = Callable[[], Thread]


def read(agent: Agent, thread: Thread) -> int:
    return reading.upto_of(agent.pk, [thread.id]).get(thread.id, 0)


def test_who_had_read_both_to_the_end_has_nothing_to_read_again(
    acme: Company, begin: Begin, ada: Agent, bo: Agent
) -> None:
    old, kept = begin(), begin()
    with acme.bound():
        for thread in (old, kept):
            thread.says("Hello.")
            thread.says("Anybody?")
            reading.saw(bo.pk, thread.id, 2)
        reading.saw(ada.pk, old.id, 2)
        reading.saw(ada.pk, kept.id, 1)
        merge(old.id, into=kept.id, by=bo)
        last = kept.entries(kind="message")[-1].seq
        assert (read(bo, kept), read(ada, kept)) == (last, 1)
        assert read(bo, old) == read(ada, old) == 0


def test_what_was_read_before_a_split_is_read(
    acme: Company, begin: Begin, ada: Agent, bo: Agent
) -> None:
    old = begin()
    with acme.bound():
        for body in ("One.", "Two.", "Three."):
            old.says(body)
        reading.saw(bo.pk, old.id, 2)
        reading.saw(ada.pk, old.id, 1)
        new = Thread(split(old.id, 2, by=bo).pk)
        second = new.entries(kind="message", body="Two.")[0].seq
        assert (read(bo, new), read(ada, new)) == (second, 0)
        assert (read(bo, old), read(ada, old)) == (2, 1)
