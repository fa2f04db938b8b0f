"""One piece of owed work from its cause to its effect, as writer, relay and worker tell it."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import transaction
from redis import Redis

from helpdesk.celery import app
from tenants.context import in_public, in_tenant
from tenants.work import outbox, relay
from tests.chaos.duties import ledger

NUMBER = 1
_NAIVE = "global:chaos:naive"
_OUTCOME = """
    SELECT (SELECT count(*) FROM public.chaos_cause),
           (SELECT count(*) FROM public.chaos_effect),
           (SELECT count(DISTINCT key) FROM public.chaos_effect),
           (SELECT count(*) FROM public.work_job WHERE done_at IS NULL AND topic LIKE 'chaos.%')
"""


@dataclass(frozen=True, slots=True)
class Story:
    """``kind``: whose effect it is, a topic of ``duties`` or the naive way."""

    schema: str
    kind: str

    def tell(self) -> None:
        if self.kind == "naive":
            _owe_naively(self.schema)
            _work_naively(self.schema)
        else:
            self._owe()
            self.mend()

    def mend(self) -> None:
        """What relays and workers do all day."""
        if self.kind == "naive":
            _work_naively(self.schema)
            return
        with in_public():
            relay.relay_once()
        _work()

    def let_time_pass(self, conn: Any) -> None:
        """Leases end and pauses are over; a broker delivers again what nobody acknowledged."""
        conn.execute(
            "UPDATE public.work_job SET available_at = now(), lease_until = lease_until - '1 h'"
            "::interval WHERE done_at IS NULL AND topic LIKE 'chaos.%'"
        )
        redis = _redis()
        while redis.lmove(f"{_NAIVE}:taken", _NAIVE):
            pass

    def is_settled(self, conn: Any) -> bool:
        """Whether nobody has anything left to do."""
        waiting = _redis().llen(_NAIVE)
        owed = conn.execute("SELECT 1 FROM public.work_job WHERE done_at IS NULL LIMIT 1")
        return not waiting and owed.fetchone() is None

    def outcome(self, conn: Any) -> tuple[int, int, int, int]:
        """Causes committed, effects, effects under different keys, jobs still owed."""
        row = conn.execute(_OUTCOME).fetchone()
        conn.execute("DELETE FROM public.work_job WHERE topic LIKE 'chaos.%'")
        _redis().delete(_NAIVE, f"{_NAIVE}:taken")
        return tuple(row)

    def _owe(self) -> None:
        with in_tenant(self.schema), transaction.atomic():
            ledger.cause(NUMBER)
            outbox.enqueue(f"chaos.{self.kind}", {"number": NUMBER})


def _work() -> None:
    """Take what is in the queue, do it, then acknowledge: as a worker with late acknowledgement."""
    with app.connection_for_read() as connection:
        queue = app.amqp.queues[app.conf.task_default_queue](connection.default_channel)
        while message := queue.get():
            task = app.tasks[message.headers["task"]]
            task(*message.payload[0])
            message.ack()


def _owe_naively(schema: str) -> None:
    with in_tenant(schema), transaction.atomic():
        ledger.cause(NUMBER)
        transaction.on_commit(lambda: _redis().lpush(_NAIVE, NUMBER))


def _work_naively(schema: str) -> None:
    redis = _redis()
    while redis.lmove(_NAIVE, f"{_NAIVE}:taken"):
        with in_tenant(schema), transaction.atomic():
            ledger.effect(NUMBER)
        redis.lrem(f"{_NAIVE}:taken", 1, str(NUMBER))


def _redis() -> "Redis":
    return Redis.from_url(settings.REDIS_URL)
