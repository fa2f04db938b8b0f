"""A customer who goes on writing: one clock for the whole burst, from its first message on."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import partial

from django.db.models.functions import Now
from pytest_django.fixtures import Settings

from helpdesk.conversations.models import Handoff
from tenants.context import in_public
from tenants.work import relay, tasks
from tenants.work.models import Job
from tests import fakes
from tests.assistant.conftest import Chat, use_model, wait_for
from tests.assistant.faults import GOOD
from tests.cast import Company
from tests.work import owed, run_owed

MESSAGES = ("How do I get a refund", "for my plan?", "The yearly one", "Hello?", "Anybody?")
# The first message of the burst is overdue, the others came later and are not.
AGES = (19, 15, 10, 6, 2)


def _let_time_pass() -> None:
    """The burst's messages came ``AGES`` seconds ago; then the relay looks at its clock."""
    with in_public():
        jobs = Job.objects.filter(topic="assistant.turn").order_by("id")
        for job, age in zip(jobs, AGES, strict=False):
            Job.objects.filter(pk=job.pk).update(created_at=Now() - timedelta(seconds=age))
        relay.keep_promises()


@contextmanager
def _burst_at_a_slow_model(chat: Chat, acme: Company) -> Iterator[None]:
    """Each message comes while the turn of the one before is thinking; the last turn still is."""
    written = [threading.Event() for _ in MESSAGES]
    slow = fakes.first(*(fakes.thinks_until(event, GOOD) for event in written))
    with fakes.model_that(slow) as model:
        use_model(acme, model.base_url)
        worker = threading.Thread(target=run_owed)
        chat.write(MESSAGES[0])
        worker.start()
        for asked, text in enumerate(MESSAGES[1:], start=1):
            wait_for(partial(_has_asked, model, asked))
            chat.write(text)
            written[asked - 1].set()
        wait_for(partial(_has_asked, model, len(MESSAGES)))
        yield
        written[-1].set()
        worker.join(10)


def _has_asked(model: fakes.FakeModel, times: int) -> bool:
    return len(model.asked) == times


def test_who_writes_faster_than_a_turn_takes_is_handed_off_when_the_first_message_is_due(
    chat: Chat, acme: Company, settings: Settings
) -> None:
    settings.LLM_PRIVATE_ADDRESSES = True
    with _burst_at_a_slow_model(chat, acme):
        assert chat.status == "assisted"
        _let_time_pass()
        assert (chat.status, chat.handoff.trigger) == ("waiting", "deadline_missed")
    run_owed()
    assert chat.answers == []
    by_seq = {turn.trigger_seq: turn.outcome for turn in chat.turns}
    assert list(by_seq.values()) == ["handed_off", *["superseded"] * 3, "overtaken"]
    with acme.bound():
        assert Handoff.objects.filter(conversation=chat.id).count() == 1
    assert owed("assistant.turn") == []


def test_the_clock_of_a_burst_needs_no_worker_after_its_first_turn(chat: Chat) -> None:
    chat.write(*MESSAGES[:2])
    first = owed("assistant.turn")[0]
    tasks.run(first.pk, first.attempts)
    _let_time_pass()
    assert (chat.status, chat.handoff.trigger) == ("waiting", "deadline_missed")
    run_owed()
    assert chat.answers == []
    assert owed("assistant.turn") == []


def test_with_its_answer_a_burst_owes_nothing_any_more(chat: Chat) -> None:
    chat.say(*MESSAGES[:2])
    assert len(chat.answers) == 1
    assert owed("assistant.turn") == []
    _let_time_pass()
    assert chat.status == "assisted"
