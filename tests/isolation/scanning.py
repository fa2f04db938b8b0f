"""Look for one company's marks in what came out for another: the one judge of all tests here."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from tests.isolation import classification, marks
from tests.isolation.sinks import Entry, Record
from tests.isolation.world import World

KEY = re.compile(r"(?:t:(t_[a-z2-7]{16}|t_template):|global:)")
_SCHEMA = re.compile(r"t_[a-z2-7]{16}")
# A digest, a nonce or a number.
_RANDOM = re.compile(r"\A(?:[\w-]{20,}|\d{2,})\Z")
_CANARY = re.compile(r"canary\.[0-9a-f]{16}\Z")
# What Celery's workers tell each other, by the number of the Redis database.
_AMONG_WORKERS = re.compile(r"celery:/\d+\.")


@dataclass(frozen=True, slots=True)
class Leak:
    """What somebody saw that was not theirs."""

    entry: Entry
    what: str

    def __str__(self) -> str:
        return f"{self.entry.sink} at {self.entry.where} (for {self.entry.who!r}): {self.what}"


def leaks(record: Record, world: World) -> list[Leak]:
    """Every mark, schema or host of another company's, and every entry that is nobody's."""
    return [leak for entry in record.entries for leak in _JUDGES[entry.sink](entry, world)]


def shapes(record: Record, sink: str, world: World) -> set[str]:
    """Keys or channels without whose they are: ``t:<workspace>:count:send:<…>``."""
    ours = {side.schema for side in world.sides.values()}
    named = {entry.where for entry in record.entries if entry.sink == sink}
    return {shape(name) for name in named if "t:" not in name or set(_SCHEMA.findall(name)) <= ours}


def shape(name: str) -> str:
    """A key or channel of Redis without whose it is and without what is random in it."""
    return ":".join(_RANDOM.sub("<…>", part) for part in _without_names(name).split(":"))


def _without_names(key: str) -> str:
    """All limits count alike, ``tenants.limits`` lists them; each worker has its own canaries."""
    key = _CANARY.sub("canary.<…>", _SCHEMA.sub("<workspace>", key))
    key = _AMONG_WORKERS.sub("celery:/<number>.", key)
    return re.sub(r":count:[^:]+:", ":count:<limit>:", key)


def _by_driver(entry: Entry, world: World) -> Iterator[Leak]:
    """For whom it came out is known: whoever was driven."""
    yield from _strangers(entry, entry.who, world)
    if not entry.who and marks.found(entry.content):
        yield Leak(entry, "marks in an entry of nobody's")


def _lines(entry: Entry, world: World) -> Iterator[Leak]:
    """A line names the tenant that is bound, and holds nobody's words, its own neither."""
    line = str(entry.content)
    yield from _strangers(entry, entry.who or world.letter_of(entry.bound), world)
    for word in marks.found(line):
        yield Leak(entry, f"a customer's or company's words in a log line: {marks.named(word)}")
    for schema in {entry.bound, world.schema_of(entry.who)} - {"-", "public", ""}:
        if f" {schema} " not in line.partition(": ")[0]:
            yield Leak(entry, f"the line does not name the workspace {schema}")


def _by_channel(entry: Entry, world: World) -> Iterator[Leak]:
    """Redis's channels are shared with other workers' databases: theirs are only named."""
    owned = KEY.match(entry.where)
    if owned is None:
        yield Leak(entry, "the channel names neither a workspace nor global:")
    elif owned[1] in {side.schema for side in world.sides.values()}:
        yield from _strangers(entry, world.letter_of(owned[1]), world)


def _by_key(entry: Entry, world: World) -> Iterator[Leak]:
    owned = KEY.match(entry.where)
    if owned is None:
        yield Leak(entry, "the key names neither a workspace nor global:")
        return
    yield from _strangers(entry, world.letter_of(owned[1] or ""), world)


def _by_folder(entry: Entry, world: World) -> Iterator[Leak]:
    letter = world.letter_of(entry.where.partition("/")[0])
    if not letter:
        yield Leak(entry, "the file lies in no workspace's directory")
    yield from _strangers(entry, letter, world)


def _by_class(entry: Entry, _world: World) -> Iterator[Leak]:
    """What is the same for all may hold nobody's words, unless surfaces.toml says why."""
    surface = classification.surfaces()["memory"].get(entry.where)
    if surface and surface.scope == "global" and not surface.personal:
        for word in marks.found(entry.content):
            yield Leak(entry, f"remembered for everybody: {marks.named(word)}")


def _strangers(entry: Entry, whose: str, world: World) -> Iterator[Leak]:
    for word, letter in marks.found(entry.content).items():
        if letter != whose:
            yield Leak(entry, marks.named(word))
    text = _text(entry.content)
    for side in world.sides.values():
        if side.letter != whose and (side.schema in text or side.host in text):
            yield Leak(entry, f"the schema or host of {side.letter.upper()}")


def _text(content: str | bytes) -> str:
    return content.decode("latin-1") if isinstance(content, bytes) else content


_JUDGES: dict[str, Callable[[Entry, World], Iterator[Leak]]] = {
    **dict.fromkeys(["body", "headers", "frame", "mail", "prompt", "output"], _by_driver),
    "log": _lines,
    "published": _by_channel,
    "redis": _by_key,
    "file": _by_folder,
    "memory": _by_class,
}
