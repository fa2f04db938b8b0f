"""What another company has must look like what nobody has: the same answer, byte for byte."""

import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.core.signing import b64_decode

from tests.isolation.addressing import Ids, addresses, lone, nowhere
from tests.isolation.browsing import Answer, Caller, can_tell_apart, insiders
from tests.isolation.driving import hostile_content
from tests.isolation.sinks import Record
from tests.isolation.world import World

# What is new in every answer whoever asks: form tokens, client ids, nonces, request ids, times.
_FRESH = re.compile(
    r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}|[A-Za-z0-9]{64}|[0-9a-f]{32}"
    r"|nonce-[\w+/=-]+|(?<=csrftoken=)\w+|(?<=sessionid=)\w+|expires=[^;']+"
)
# A word for the next page, signed and packed: it repeats the id that was asked for.
_WORD = re.compile(r"messages=(\.?[\w-]+):[\w:-]+")
_HEADERS_THAT_CHANGE = {"date", "expires", "ratelimit-remaining", "ratelimit-reset"}


@dataclass(frozen=True, slots=True)
class Asked:
    """One question that names a row, by somebody, in one of the ways of HTTP."""

    caller: Caller
    pattern: str
    method: str

    def __str__(self) -> str:
        return f"{self.method} {self.pattern} as {self.caller.name}"


async def differences(world: World, record: Record) -> tuple[int, list[str]]:
    """How many questions were asked twice, and which were answered in two ways."""
    theirs, nobodys = lone(world["a"]), nowhere(world["a"])
    taken, free = addresses(theirs), addresses(nobodys)
    asked = list(_questions(world, record))
    found = []
    for one in asked:
        first = shape(await _ask(one, taken[one.pattern], theirs), theirs)
        second = shape(await _ask(one, free[one.pattern], nobodys), nobodys)
        if first != second:
            found.append(f"{one}: {_first_difference(first, second)}")
    return len(asked), found


def _questions(world: World, record: Record) -> Iterator[Asked]:
    for pattern in addresses(lone(world["a"])):
        for caller in insiders(world["b"], record) if "<" in pattern else ():
            if can_tell_apart(pattern, caller):
                yield Asked(caller, pattern, "GET")
                yield Asked(caller, pattern, "POST")


async def _ask(asked: Asked, path: str, ids: Ids) -> Answer:
    if asked.method == "GET":
        return await asked.caller.get(path)
    content: dict[str, Any] = hostile_content(ids)
    if path.startswith(("/api/", "/widget/")):
        return await asked.caller.json(path, content)
    return await asked.caller.form(path, content)


def shape(answer: Answer, ids: Ids) -> tuple[int, list[tuple[str, str]], str]:
    """Status, headers and body without what was asked for and what is fresh each time."""
    headers = [
        (name, _plain(_WORD.sub(_opened, value), ids))
        for name, value in answer.headers
        if name.lower() not in _HEADERS_THAT_CHANGE
    ]
    return answer.status, headers, _plain(answer.body.decode("latin-1"), ids)


def _opened(word: re.Match[str]) -> str:
    """Signed text begins with a dot where it is compressed (django.core.signing)."""
    raw = b64_decode(word[1].lstrip(".").encode())
    return (zlib.decompress(raw) if word[1].startswith(".") else raw).decode()


def _first_difference(one: Any, other: Any) -> str:
    """The first place at which two answers part."""
    parts = [(str(a), str(b)) for a, b in zip(one, other, strict=True) if a != b]
    left, right = parts[0]
    place = next((i for i, (a, b) in enumerate(zip(left, right, strict=False)) if a != b), 0)
    around = slice(max(place - 60, 0), place + 60)
    return f"…{left[around]!r}… and …{right[around]!r}…"


def _plain(text: str, ids: Ids) -> str:
    for word in ids.words():
        text = text.replace(word, "<id>")
    return _FRESH.sub("<fresh>", text)
