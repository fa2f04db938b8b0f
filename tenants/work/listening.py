"""A worker that no longer hears its broker ends, so that its supervisor starts another.

After a break in the network a worker may be alive, connected by its own account, and deaf: it
waits on a connection that the other side, or something between, has forgotten (celery issues 8030,
8091, 10205). So each worker sends a canary through the broker to a queue of its own, which it
reads by the same command as the work. The clock of its silence stands still while Redis is away
and while every thread works: then a new worker would hear nothing either.
"""

import logging
import os
import secrets
import signal
import threading
import time
from typing import Any

import redis
from celery import current_app
from celery.signals import celeryd_after_setup
from django.conf import settings
from kombu import Exchange, Queue

from tenants import wires
from tenants.work import leases

logger = logging.getLogger(__name__)

# Looks and canaries for each span of silence after which a worker counts as deaf.
LOOKS = 18
CANARIES = 4
# A worker that ends lets running jobs finish for so long.
GRACE_SECONDS = 20.0
DEAF = 70

# Named afresh for each process, so that nobody else takes our canaries.
_name = f"canary.{secrets.token_hex(8)}"
_queue = Queue(_name, Exchange("canary"), routing_key=_name)


class Watch:
    """The silence of this worker, in seconds. ``threads``: how many jobs it does at a time."""

    def __init__(self, threads: int) -> None:
        self._threads = threads
        self._silent = 0.0

    def hear(self) -> None:
        self._silent = 0.0

    def look(self, seconds: float) -> None:
        """Time has passed; count it where a canary could have been heard."""
        if leases.running_here() >= self._threads:
            seen()
        elif _redis_answers():
            self._silent += seconds

    def is_deaf(self) -> bool:
        return self._silent > settings.WORKER_DEAF_SECONDS


_watch: Watch | None = None


def heard() -> None:
    """A canary came back to this process."""
    seen()
    if _watch is not None:
        _watch.hear()


def seen() -> None:
    """Tell ``/readyz`` that a worker takes work."""
    try:
        wires.client().set(wires.WORKER_SEEN, int(time.time()), ex=120)
    except redis.RedisError:
        logger.warning("the broker is away")


@celeryd_after_setup.connect
def begin(instance: Any, **_kwargs: Any) -> None:
    """Read the canaries' queue as well, and watch from now on."""
    global _watch  # noqa: PLW0603 - one worker is one process
    instance.app.amqp.queues.select_add(_queue)
    _watch = Watch(instance.concurrency)
    threading.Thread(target=_listen, args=(_watch,), name="listening", daemon=True).start()


def _listen(watch: Watch) -> None:
    pause = settings.WORKER_DEAF_SECONDS / LOOKS
    looks = 0
    while not watch.is_deaf():
        if looks % (LOOKS // CANARIES) == 0:
            _send_canary()
        time.sleep(pause)
        watch.look(pause)
        looks += 1
    logger.error("no canary for %s s: ending, to be started again", settings.WORKER_DEAF_SECONDS)
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(min(GRACE_SECONDS, settings.WORKER_DEAF_SECONDS))
    os._exit(DEAF)


def _send_canary() -> None:
    try:
        current_app.send_task("work.canary", queue=_name, retry=False)
        prefix = settings.CELERY_BROKER_TRANSPORT_OPTIONS["global_keyprefix"]
        # What a killed worker left unread goes by itself.
        wires.client().expire(f"{prefix}{_queue.name}", int(5 * settings.WORKER_DEAF_SECONDS) + 1)
    except Exception:  # kombu raises the transport's own errors
        logger.warning("no canary sent: the broker is away", exc_info=True)


def _redis_answers() -> bool:
    try:
        return bool(wires.client().ping())
    except redis.RedisError:
        return False
