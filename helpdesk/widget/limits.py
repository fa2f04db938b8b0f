"""How often one visitor may do what costs us something; counted in Redis, per tenant."""

import asyncio
import logging
from dataclasses import dataclass
from weakref import WeakKeyDictionary

from redis import asyncio as aredis
from redis.exceptions import RedisError

from tenants import wires
from tenants.context import current_schema

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Limit:
    """At most ``count`` in each window of ``seconds``."""

    name: str
    count: int
    seconds: int


SEND = Limit("send", 10, 10)
ACT = Limit("act", 30, 10)
START = Limit("start", 20, 600)
# By network address: offices and phone networks share one.
ENTER = Limit("enter", 300, 60)


class TooFast(Exception):
    """The limit is used up for ``after_ms`` milliseconds."""

    def __init__(self, after_ms: int) -> None:
        super().__init__("That was too fast. Wait a moment.")
        self.after_ms = after_ms


_clients: WeakKeyDictionary[asyncio.AbstractEventLoop, aredis.Redis] = WeakKeyDictionary()


async def spend(limit: Limit, who: int | str) -> None:
    """Count one use by ``who``. Raises ``TooFast``. Without Redis nobody is held back."""
    key = f"t:{current_schema()}:limit:{limit.name}:{who}"
    try:
        async with asyncio.timeout(1), _client().pipeline() as pipe:
            pipe.set(key, 0, nx=True, ex=limit.seconds)
            pipe.incr(key)
            pipe.pttl(key)
            _, used, rest_ms = await pipe.execute()
    except (RedisError, OSError, TimeoutError) as error:
        logger.warning("limit %s not counted: %s", limit.name, error)
        return
    if used > limit.count:
        raise TooFast(max(rest_ms, 100))


async def close() -> None:
    """Close this event loop's connection: at shutdown, and between tests."""
    client = _clients.pop(asyncio.get_running_loop(), None)
    if client is not None:
        await client.aclose()


def _client() -> aredis.Redis:
    loop = asyncio.get_running_loop()
    if loop not in _clients:
        _clients[loop] = wires.aclient()
    return _clients[loop]
