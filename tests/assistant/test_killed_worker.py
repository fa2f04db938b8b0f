"""A worker is killed while the model writes: the customer has one answer all the same."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from django.conf import settings as ours
from django.db import connection
from django.utils import timezone
from pytest_django.fixtures import Settings

from embedded.process import tied_to_us
from helpdesk.assistant.models import Expense, SpendingDay
from tenants.context import in_public
from tenants.work import relay
from tenants.work.models import Job
from tests import fakes
from tests.assistant.conftest import Chat, use_model
from tests.assistant.faults import AT_THE_DEADLINE, GOOD
from tests.assistant.listening import listening
from tests.cast import Company
from tests.work import run_owed

QUESTION = "How do I get a refund for my plan?"
# A busy machine takes long to start it.
WORKER = """
import django
django.setup()
from django.conf import settings
import time
from tests.work import run_owed
settings.ASSISTANT_DEADLINE_SECONDS = 90
while not run_owed():
    time.sleep(0.1)
"""


@contextmanager
def _worker() -> Iterator[None]:
    """One that does what is owed, in a process of its own, killed at the end of the block."""
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "helpdesk.settings",
        "DATABASE_NAME": str(connection.settings_dict["NAME"]),
        "REDIS_URL": ours.REDIS_URL,
        "SECRET_KEY": ours.SECRET_KEY,
        "LLM_PRIVATE_ADDRESSES": "true",
    }
    worker = subprocess.Popen(
        [sys.executable, "-c", WORKER],
        cwd=ours.BASE_DIR,
        env=environment,
        preexec_fn=tied_to_us(signal.SIGKILL),  # noqa: PLW1509 - a killed test leaves nothing
    )
    try:
        yield
    finally:
        worker.kill()
        worker.wait(10)


def _killed_in_the_middle(acme: Company, chat: Chat) -> None:
    """Cleo has read half an answer when the worker that was writing it is killed."""
    chat.write(QUESTION)
    stalling = AT_THE_DEADLINE["stalls in the middle"]
    with fakes.model_that(stalling) as model, listening(acme) as ear:
        use_model(acme, model.base_url)
        until = time.monotonic() + 80
        with _worker():
            while not ear.deltas:
                assert time.monotonic() < until, "nothing was read along"
                time.sleep(0.02)  # the model and the ear are threads of this process


def test_after_a_kill_in_the_middle_the_next_worker_gives_one_answer_and_both_calls_are_paid(
    acme: Company, chat: Chat, settings: Settings
) -> None:
    settings.LLM_PRIVATE_ADDRESSES = True
    settings.ASSISTANT_DEADLINE_SECONDS = 90
    _killed_in_the_middle(acme, chat)
    assert chat.answers == []
    with fakes.model_that(fakes.says(GOOD)) as model:
        use_model(acme, model.base_url)
        run_owed()
    assert [answer.body.startswith("Open Settings") for answer in chat.answers] == [True]
    with acme.bound():
        lost, second = Expense.objects.order_by("id")
        assert (lost.cost, lost.outcome, second.outcome) == (None, "", "answered")
        assert SpendingDay.objects.get().spent == lost.reserved + (second.cost or 0)


def test_after_a_kill_with_no_worker_left_the_clock_calls_one_person(
    acme: Company, chat: Chat
) -> None:
    _killed_in_the_middle(acme, chat)
    with in_public():
        Job.objects.update(created_at=timezone.now() - timedelta(seconds=19))
        relay.keep_promises()
    run_owed()
    assert (chat.answers, chat.status, len(chat.turns)) == ([], "waiting", 1)
