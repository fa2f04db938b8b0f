"""Marks that fade: what is true of a conversation for less than a minute unless it is said again.

Each conversation has one hash in Redis under the tenant's key, a field for each who left a mark.
Nothing of it is in the database, and nothing has to be cleared: a mark that is not renewed is not
believed, and the hash goes with its last mark. While Redis is away there are none.
"""

import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import orjson
from redis.exceptions import RedisError

from helpdesk.live.hub import hub
from tenants import keys, wires

# Clocks of two servers may differ by what a beat is shorter than this.
KEPT_SECONDS = 45
AWAY = (RedisError, OSError, TimeoutError)

# Most conversations have none: a pipeline of thirty questions cost three times as much to ask.
_HELD = """
local found = {}
for place, key in ipairs(KEYS) do
    local held = redis.call('HGETALL', key)
    if #held > 0 then found[#found + 1] = {place, held} end
end
return found
"""

# owner → what the mark says
Marks = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Mark:
    """What ``owner`` says of a conversation; whoever says it again within the time keeps it."""

    conversation_id: int
    owner: str
    says: Any
    seconds: float = KEPT_SECONDS


async def aput(mark: Mark) -> Marks:
    """Leave or renew a mark. Returns all of the conversation's, in the same round trip."""
    return await _asked(_put, mark)


async def atake(mark: Mark) -> Marks:
    """Take one's own mark away. Returns those that are left."""
    return await _asked(_take, mark)


def put(mark: Mark) -> None:
    """``aput`` from a worker."""
    _tell(_put, mark)


def take(mark: Mark) -> None:
    """``atake`` from a worker."""
    _tell(_take, mark)


def of(conversation_ids: Iterable[int]) -> dict[int, Marks]:
    """The marks of these conversations, in one round trip; those that have none are left out."""
    wanted = list(conversation_ids)
    if not wanted or wires.resting.is_on:
        return {}
    try:
        found = _held()(keys=[_key(one) for one in wanted], client=wires.client())
    except AWAY as error:
        wires.resting.begin(error)
        return {}
    held = {wanted[place - 1]: dict(zip(*[iter(pairs)] * 2, strict=True)) for place, pairs in found}
    return {one: marks for one, left in held.items() if (marks := _read(left))}


@cache
def _held() -> Any:
    return wires.client().register_script(_HELD)


def _put(pipe: Any, mark: Mark) -> None:
    key = _key(mark.conversation_id)
    pipe.hset(key, mark.owner, orjson.dumps([time.time() + mark.seconds, mark.says]))
    pipe.expire(key, KEPT_SECONDS)
    pipe.hgetall(key)


def _take(pipe: Any, mark: Mark) -> None:
    key = _key(mark.conversation_id)
    pipe.hdel(key, mark.owner)
    pipe.hgetall(key)


async def _asked(write: Any, mark: Mark) -> Marks:
    if wires.resting.is_on:
        return {}
    try:
        pipe = hub().redis.pipeline(transaction=False)
        write(pipe, mark)
        return _read((await pipe.execute())[-1])
    except AWAY as error:
        wires.resting.begin(error)
        return {}


def _tell(write: Any, mark: Mark) -> None:
    if wires.resting.is_on:
        return
    try:
        pipe = wires.client().pipeline(transaction=False)
        write(pipe, mark)
        pipe.execute()
    except AWAY as error:
        wires.resting.begin(error)


def _read(held: Mapping[bytes, bytes]) -> Marks:
    now = time.time()
    marks = {owner.decode(): orjson.loads(text) for owner, text in held.items()}
    return {owner: says for owner, (until, says) in marks.items() if until > now}


def _key(conversation_id: int) -> str:
    return f"{keys.owner()}:marks:{conversation_id}"
