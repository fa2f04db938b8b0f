"""Redis connections and the names of what travels over them; hints only, never the carrier."""

import logging
import time
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import orjson
import redis
from django.conf import settings
from redis import asyncio as aredis
from redis.asyncio.retry import Retry as ARetry
from redis.backoff import NoBackoff
from redis.retry import Retry

from tenants.context import current_schema

logger = logging.getLogger(__name__)

WAKE_CHANNEL = "global:work:wake"
WORKER_SEEN = "global:worker:seen"


@lru_cache(maxsize=1)
def client() -> redis.Redis:
    """This process's Redis client: short time-outs, because nobody may wait for a hint."""
    return redis.Redis.from_url(
        settings.REDIS_URL,
        socket_timeout=2,
        socket_connect_timeout=1,
        health_check_interval=30,
        # One more try for a connection that died idle; redis-py's own three wait for seconds.
        retry=Retry(NoBackoff(), 1),
    )


def aclient() -> aredis.Redis:
    """A client for the running event loop, as impatient as the other; its owner closes it."""
    return aredis.Redis.from_url(
        settings.REDIS_URL,
        socket_connect_timeout=1,
        health_check_interval=15,
        retry=ARetry(NoBackoff(), 1),
    )


def live_channel(schema: str) -> str:
    return f"t:{schema}:live"


def tell(frame: Mapping[str, Any]) -> None:
    """Publish a hint or an ephemeral frame to the bound tenant's listeners, in every process."""
    _publish(live_channel(current_schema()), orjson.dumps(frame))


def wake_relay() -> None:
    """Spare the relay its poll of a second."""
    _publish(WAKE_CHANNEL, b"1")


def _publish(channel: str, body: bytes) -> None:
    try:
        client().publish(channel, body)
    except redis.RedisError as error:  # a lost hint costs seconds: listeners poll
        logger.warning("hint lost: %s", error)


class Rest:
    """Leaves Redis in peace for a while after it failed: each question would cost a time-out."""

    SECONDS = 2.0

    def __init__(self) -> None:
        self._until = 0.0

    @property
    def is_on(self) -> bool:
        return time.monotonic() < self._until

    def begin(self, error: Exception) -> None:
        self._until = time.monotonic() + self.SECONDS
        logger.warning("Redis is away, this process does without: %s", error)

    def end(self) -> None:
        self._until = 0.0


# Of this process: whoever meets the trouble first spares all others.
resting = Rest()


def pause(seconds: float) -> None:
    """Wait in place of a subscription that is gone."""
    time.sleep(seconds)
