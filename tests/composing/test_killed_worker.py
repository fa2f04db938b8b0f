"""A worker is killed while it sends a held reply: the next one sends it, and it is sent once."""

import os
import signal
import subprocess
import sys

from django.conf import settings as ours
from django.db import connection

from embedded.process import tied_to_us
from helpdesk.conversations.models import Conversation
from tests.cast import Company
from tests.composing.held import TOPIC, held, replies, schedule
from tests.inbox.conftest import Desk
from tests.work import owed, run_owed

# A process for each argument, "where:job:attempts", which ends there by SIGKILL. Starting one is
# slow, so they are forked from one that has not looked at the database yet.
WORKER = f"""
import os, signal, sys
import django
django.setup()
from helpdesk.composing import holding
from helpdesk.composing.models import HeldReply
from helpdesk.conversations import replying
from tenants.work import effects, outbox, running

def die(*_anything):
    os.kill(os.getpid(), signal.SIGKILL)

send = holding._send

def write_and_die(held):
    send(held)
    die()

def naive(payload):
    with effects.in_any_case():
        held = HeldReply.objects.get(pk=payload["held"])
        replying.reply(held.conversation_id, held.agent, body=held.body)
    die()

for argument in sys.argv[1:]:
    where, job, attempts = argument.split(":")
    if os.fork() == 0:
        holding._send = {{"before": die, "written": write_and_die}}.get(where, send)
        if where == "naive":
            outbox.thinks("{TOPIC}")(naive)
        running.run(int(job), int(attempts))
        die()
    os.wait()
"""


def _killed(*places: str) -> None:
    """Each owed job in a process of its own, killed at its place."""
    jobs = owed(TOPIC)
    arguments = [
        f"{place}:{job.pk}:{job.attempts}" for place, job in zip(places, jobs, strict=True)
    ]
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "helpdesk.settings",
        "DATABASE_NAME": str(connection.settings_dict["NAME"]),
        "REDIS_URL": ours.REDIS_URL,
        "SECRET_KEY": ours.SECRET_KEY,
    }
    subprocess.run(
        [sys.executable, "-c", WORKER, *arguments],
        cwd=ours.BASE_DIR,
        env=environment,
        preexec_fn=tied_to_us(signal.SIGKILL),
        check=True,
        timeout=90,
    )


def test_wherever_it_is_killed_each_reply_is_sent_once_and_none_is_lost(
    acme: Company, waiting: Conversation, bos: Desk
) -> None:
    for body in ("Killed before.", "Killed when written.", "Killed when sent."):
        schedule(bos, waiting, body)
    _killed("before", "written", "committed")
    assert replies(acme, waiting) == ["Killed when sent."]
    assert len(held(acme)) == 2
    run_owed(TOPIC, early=True)
    assert sorted(replies(acme, waiting)) == [
        "Killed before.",
        "Killed when sent.",
        "Killed when written.",
    ]
    assert held(acme) == []
    assert owed(TOPIC) == []


def test_a_worker_that_sends_before_it_notes_so_sends_twice(
    acme: Company, waiting: Conversation, bos: Desk
) -> None:
    """The control arm."""
    schedule(bos, waiting, "Twice.")
    _killed("naive")
    run_owed(TOPIC, early=True)
    assert replies(acme, waiting) == ["Twice.", "Twice."]
