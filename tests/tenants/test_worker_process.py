"""Real workers that die of a job, or go deaf: others' work is done, and what kills is put aside."""

import importlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.db.models.functions import Now

from embedded.process import tied_to_us
from helpdesk.celery import app
from tenants import wires
from tenants.context import in_public
from tenants.work import outbox, relay
from tenants.work.claiming import MAX_ATTEMPTS
from tenants.work.models import Job
from tests.cast import Company
from tests.chaos.duties import ledger
from tests.chaos.proxy import FaultProxy, Mode
from tests.isolation import classification, scanning

pytestmark = pytest.mark.proof

PATIENCE = 300.0
# As the product starts it.
LOUD = ("--loglevel", "INFO")


class Worker:
    """A worker that is started again whenever it ends, until the block is left."""

    def __init__(self, log: Path, **environment: str) -> None:
        self._log = log
        self._environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "tests.chaos.duties.settings",
            "DATABASE_NAME": str(connection.settings_dict["NAME"]),
            "REDIS_URL": settings.REDIS_URL,
            "SECRET_KEY": settings.SECRET_KEY,
            "WORKER_THREADS": "4",
            **environment,
        }
        self.starts = 0
        self._replaced = False

    def __enter__(self) -> "Worker":
        self._begin()
        return self

    def __exit__(self, *_exc: object) -> None:
        self._process.kill()
        self._process.wait()

    def is_ready(self) -> bool:
        """It reads its queues."""
        return " ready." in self._log.read_text()

    def look_after(self) -> None:
        if self._process.poll() is not None:
            self._begin()
            self._replaced = True

    def was_replaced(self) -> bool:
        """Since this was asked last."""
        replaced, self._replaced = self._replaced, False
        return replaced

    def _begin(self) -> None:
        self.starts += 1
        command = ["celery", "--app", "helpdesk.celery", "worker", "--pool", "threads"]
        self._process = subprocess.Popen(
            [sys.executable, "-m", *command, "--without-gossip", "--without-mingle", *LOUD],
            cwd=settings.BASE_DIR,
            env=self._environment,
            stdout=self._log.open("ab"),
            stderr=subprocess.STDOUT,
            preexec_fn=tied_to_us(signal.SIGKILL),  # noqa: PLW1509 - a killed test leaves nothing
        )


@pytest.fixture
def duties(acme: Company, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Work made for breaking, known here too; the queue is this test's alone."""
    monkeypatch.setattr(outbox, "_works", dict(outbox._works))
    importlib.reload(importlib.import_module("tests.chaos.duties.tasks"))
    monkeypatch.setattr(settings, "WORK_IN_FLIGHT", 4)
    app.conf.update(broker_url=settings.REDIS_URL)
    for key in wires.client().scan_iter("global:celery:*"):
        wires.client().delete(key)
    with in_public(), ledger.outside() as conn:
        ledger.prepare(conn)
        yield
        ledger.clear(conn)


def owe(company: Company, topic: str, number: int, **more: object) -> None:
    with company.bound():
        outbox.enqueue(topic, {"number": number, **more})


def until(happened: Callable[[], bool], *workers: Worker, hurry: bool = False) -> None:
    """Relay and look after the workers; with ``hurry`` no failed job waits for its next try."""
    end = time.monotonic() + PATIENCE
    while not happened():
        assert time.monotonic() < end, f"it did not happen in time: {_jobs()}"
        for worker in workers:
            worker.look_after()
        with in_public():
            relay.relay_once()
            if hurry:
                Job.objects.filter(available_at__gt=Now()).update(available_at=Now())
                _end_leases(workers)
        time.sleep(0.2)


def _jobs() -> list[dict[str, object]]:
    """What became of each, for who has to find out why."""
    columns = ("topic", "attempts", "losses", "done_at", "dead_at", "lease_until", "last_error")
    with in_public():
        return list(Job.objects.values("id", "payload__name", *columns))


def _end_leases(workers: tuple[Worker, ...]) -> None:
    """What a worker that was killed held; a new one has nothing in hand yet."""
    if any(worker.was_replaced() for worker in workers):
        Job.objects.filter(done_at=None, started_at__lt=Now()).update(lease_until=Now())


def numbers() -> list[int]:
    """Whose effect happened, one entry for each time."""
    with in_public(), connection.cursor() as cursor:
        cursor.execute("SELECT number FROM public.chaos_effect ORDER BY number")
        return [row[0] for row in cursor.fetchall()]


def dead() -> dict[str, str]:
    with in_public():
        return dict(
            Job.objects.filter(dead_at__isnull=False).values_list("payload__name", "last_error")
        )


def test_what_kills_its_worker_is_put_aside_and_all_else_is_done(
    acme: Company, globex: Company, duties: None, tmp_path: Path
) -> None:
    owe(acme, "chaos.raises", 0, name="raises")
    owe(acme, "chaos.kills", 0, name="faults", signal=signal.SIGSEGV)
    owe(acme, "chaos.kills", 0, name="out of memory", signal=signal.SIGKILL)
    with in_public():  # three tries are proof enough: one that kills, two apart
        Job.objects.filter(topic="chaos.kills").update(attempts=MAX_ATTEMPTS - 3)
    for number in range(1, 11):
        owe(globex if number % 2 else acme, "chaos.thought", number, seconds=0.2)
    log = tmp_path / "worker.log"
    with Worker(log) as worker:
        until(lambda: len(dead()) == 3, worker, hurry=True)
        until(lambda: len(numbers()) >= 10, worker)
        assert worker.starts <= 3  # one life for each that kills; the rest each does alone
    assert numbers() == list(range(1, 11))
    _each_line_names_the_workspace(log, {acme.schema, globex.schema})
    said = dead()
    assert said["raises"] == "MemoryError: more than there is"
    assert said["faults"] == "The process of its own was killed by SIGSEGV."
    assert said["out of memory"] == "The process of its own was killed by SIGKILL."


def _each_line_names_the_workspace(log: Path, schemas: set[str]) -> None:
    """Celery's own lines of jobs as well, which it writes when the job is over."""
    lines = [
        line
        for line in log.read_text().splitlines()
        if "celery" in line and "Task work.run" in line
    ]
    assert len(lines) >= 10
    assert {line.split()[3] for line in lines} == schemas, lines


def test_a_worker_gone_deaf_is_replaced_and_its_twin_without_the_watch_stays_deaf(
    acme: Company, duties: None, tmp_path: Path
) -> None:
    port = int(settings.REDIS_URL.rpartition(":")[2].partition("/")[0])
    with FaultProxy(port) as proxy, FaultProxy(port) as other:
        through = settings.REDIS_URL.replace(f":{port}/", f":{proxy.port}/")
        beside = settings.REDIS_URL.replace(f":{port}/", f":{other.port}/")
        watched = Worker(tmp_path / "watched.log", REDIS_URL=through, WORKER_DEAF_SECONDS="3")
        control = Worker(tmp_path / "control.log", REDIS_URL=beside, WORKER_DEAF_SECONDS="9999")
        with watched, control:
            until(lambda: watched.is_ready() and control.is_ready())
            until(lambda: len(list(wires.client().scan_iter("global:celery:canary.*"))) == 0)
            wires.client().delete(wires.WORKER_SEEN)  # by now only the watched one sends more
            until(lambda: wires.client().exists(wires.WORKER_SEEN) == 1)
            for each in (proxy, other):
                each.behave(Mode.DROP)
            time.sleep(1)
            for each in (proxy, other):
                each.behave(Mode.OK)
            owe(acme, "chaos.thought", 1)
            until(lambda: numbers() == [1], watched, control)
            assert (watched.starts, control.starts) == (2, 1)
            keys = {scanning.shape(key.decode()) for key in wires.client().scan_iter("global:*")}
    assert "global:celery:_kombu.binding.canary" in keys
    assert keys - set(classification.surfaces()["redis"]) == set(), "see surfaces.toml"
