"""Everything that came out, with who it was for; written down while a company is driven."""

import logging
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core import mail

from helpdesk.assistant.backends import scripted
from helpdesk.assistant.backends.contract import Prompt
from tenants import wires
from tenants.context import current_schema, is_bound
from tests.isolation import memory
from tests.isolation.inventory import modules

# Whom the test acts for: "a", "b" or "c". Of its own, so that it is right where the tenant is not.
acting: ContextVar[str] = ContextVar("acting", default="")


@dataclass(frozen=True, slots=True)
class Entry:
    """Something that left. ``who``: whose it may be; empty: nobody's. ``bound``: what was bound."""

    sink: str
    who: str
    where: str
    content: str | bytes
    bound: str = ""


@dataclass
class Record:
    """All of it, in order."""

    entries: list[Entry] = field(default_factory=list)
    # Answers of 500 and more, which say that a door broke.
    faults: list[str] = field(default_factory=list)

    def add(self, sink: str, where: str, content: str | bytes, who: str | None = None) -> None:
        bound = current_schema() if is_bound() else "-"
        whose = acting.get() if who is None else who
        self.entries.append(Entry(sink, whose, where, content, bound))

    def count(self, *sinks: str) -> int:
        return sum(entry.sink in sinks for entry in self.entries)

    @property
    def sinks(self) -> set[str]:
        return {entry.sink for entry in self.entries}


@contextmanager
def act_for(letter: str) -> Iterator[None]:
    token = acting.set(letter)
    try:
        yield
    finally:
        acting.reset(token)


@contextmanager
def recorded() -> Iterator[Record]:
    """Listen at mail, model, log and Redis; look at files and memory at the end."""
    record = Record()
    with ExitStack() as listening:
        for listen in (_mails, _prompts, _lines, _published):
            listening.enter_context(listen(record))
        yield record
    _files(record)
    _keys(record)
    for place, held in memory.contents(modules()).items():
        record.add("memory", place, held, who="")


class _Outbox(list[Any]):
    """Django's outbox of tests, which also writes down for whom a mail was sent."""

    def __init__(self, record: Record) -> None:
        super().__init__()
        self.record = record

    def append(self, message: Any) -> None:
        self.record.add("mail", str(message.to), message.message().as_bytes())
        self.record.add("mail", f"{message.to} text", f"{message.subject}\n{message.body}")


@contextmanager
def _mails(record: Record) -> Iterator[None]:
    kept = getattr(mail, "outbox", [])
    mail.outbox = _Outbox(record)
    yield
    mail.outbox = kept


@contextmanager
def _prompts(record: Record) -> Iterator[None]:
    def script(prompt: Prompt) -> str:
        record.add("prompt", "llm", f"{prompt.system}\n{prompt.user}")
        return "Refunds reach your card in five days [1]."

    with scripted.acting(script):
        yield


class _Lines(logging.Handler):
    """Lines as the console prints them."""

    def __init__(self, record: Record, like: dict[str, Any]) -> None:
        super().__init__()
        self.record = record
        named: Any = settings.LOGGING["formatters"]
        words = named[like["formatter"]]
        self.setFormatter(logging.Formatter(words["format"], style=words["style"]))
        for handler in logging.root.handlers:
            self.filters += [one for one in handler.filters if one not in self.filters]

    def emit(self, line: logging.LogRecord) -> None:
        self.record.add("log", f"{line.name}:{line.levelname}", self.format(line))


@contextmanager
def _lines(record: Record) -> Iterator[None]:
    named: Any = settings.LOGGING["handlers"]
    handler = _Lines(record, named["console"])
    logging.root.addHandler(handler)
    yield
    logging.root.removeHandler(handler)


@contextmanager
def _published(record: Record) -> Iterator[None]:
    """What travels over Redis, whose channels all databases share."""
    ended = threading.Event()
    subscription: Any = wires.client().pubsub(ignore_subscribe_messages=True)  # type: ignore[no-untyped-call]
    subscription.psubscribe("*")

    def listen() -> None:
        while not ended.is_set():
            message = subscription.get_message(timeout=0.1)
            if message is not None:
                record.add("published", message["channel"].decode(), message["data"], who="")

    thread = threading.Thread(target=listen, daemon=True)
    thread.start()
    yield
    ended.set()
    thread.join()
    subscription.close()


def _files(record: Record) -> None:
    root = Path(settings.MEDIA_ROOT)
    for path in sorted(root.rglob("*")):
        if path.is_file():
            record.add("file", str(path.relative_to(root)), path.read_bytes(), who="")


def _keys(record: Record) -> None:
    """Every key of this worker's database with what it holds."""
    client: Any = wires.client()
    for key in sorted(client.scan_iter("*")):
        record.add("redis", key.decode(), _value(client, key), who="")


def _value(client: Any, key: bytes) -> bytes:
    read = {
        b"string": lambda: client.get(key),
        b"list": lambda: client.lrange(key, 0, -1),
        b"set": lambda: client.smembers(key),
        b"hash": lambda: client.hgetall(key),
        b"zset": lambda: client.zrange(key, 0, -1),
    }
    held = read[client.type(key)]()
    return held if isinstance(held, bytes) else repr(held).encode()
