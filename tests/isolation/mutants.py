"""Faults that other products shipped, planted one at a time: the scan must see each of them.

The comment at each says where such a fault has been seen (docs/isolation.md has the list).
"""

import logging
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Any
from unittest import mock

from asgiref.sync import sync_to_async
from django.conf import settings
from django.core.files.storage import FileSystemStorage
from django.core.signing import loads
from django.db import connection, transaction
from django_tenants.postgresql_backend import base as naive
from psycopg import sql

from escalation.models import Brief
from helpdesk.assistant import prompts, turn
from helpdesk.inbox.consumers import InboxConsumer
from helpdesk.live.hub import Hub, Place
from knowledge import retrieving
from tenants import context, keys, signing, wires
from tenants.brand.models import Brand
from tenants.context import current_schema, in_public
from tenants.database import base
from tenants.files import TenantStorage
from tenants.logs import TenantFilter
from tenants.work import outbox
from tests.isolation.marks import mark
from tests.isolation.world import World

Plant = Callable[[World], AbstractContextManager[None]]

STRAY_KEYS = "everybody"
STRAY_FOLDER = "astray"


@contextmanager
def everywhere(original: Any, replacement: Any) -> Iterator[None]:
    """Replace a function also where it was imported by name."""
    with ExitStack() as patches:
        for module in list(sys.modules.values()):
            for name, value in list(vars(module).items()):
                if value is original and not module.__name__.startswith("tests."):
                    patches.enter_context(mock.patch.object(module, name, replacement))
        yield


@contextmanager
def tenant_set_when_the_socket_opens(_world: World) -> Iterator[None]:
    """Channels' usual way: all sockets share what a connection remembers (django-tenants #820)."""
    opened = InboxConsumer.connect

    async def connect(self: InboxConsumer) -> None:
        schema = self.scope["tenant"].schema
        await sync_to_async(lambda: connection.set_schema(schema))()  # type: ignore[attr-defined]
        await opened(self)

    def run(_schema: str, fn: Callable[..., Any], args: Any, kwargs: Any) -> Any:
        with transaction.atomic():
            return fn(*args, **kwargs)

    with (
        mock.patch.object(base.DatabaseWrapper, "_cursor", naive.DatabaseWrapper._cursor),
        mock.patch.object(InboxConsumer, "connect", connect),
        mock.patch.object(context, "_run_bound", run),
        mock.patch.object(context, "sync_to_async", lambda fn, **_where: sync_to_async(fn)),
    ):
        yield
    # The shared thread's connection must not remember either.
    connection.close()


@contextmanager
def keys_without_a_workspace(_world: World) -> Iterator[None]:
    """One counter for everybody (django-tenants #1052)."""
    with mock.patch.object(keys, "owner", return_value=STRAY_KEYS):
        yield


@contextmanager
def work_sent_with_used_headers(_world: World) -> Iterator[None]:
    """Who came first stands on everybody's jobs (tenant-schemas-celery #170)."""
    first: list[str] = []

    def schema() -> str:
        first.append(current_schema())
        return first[0]

    with mock.patch.object(outbox, "current_schema", schema):
        yield


@contextmanager
def table_read_from_the_public_schema(world: World) -> Iterator[None]:
    """A migration left B's table out, and another left it behind in public."""
    own, public = (sql.Identifier(s, "knowledge_feedback") for s in (world["b"].schema, "public"))
    aside = sql.Identifier("put_aside")
    theirs = sql.Identifier(world["a"].schema, "knowledge_feedback")
    _run(
        sql.SQL("ALTER TABLE {} RENAME TO {}").format(own, aside),
        sql.SQL("CREATE TABLE {} AS SELECT * FROM {}").format(public, theirs),
    )
    yield
    back = sql.Identifier(world["b"].schema, "put_aside")
    _run(
        sql.SQL("DROP TABLE {}").format(public),
        sql.SQL("ALTER TABLE {} RENAME TO {}").format(back, sql.Identifier("knowledge_feedback")),
    )


@contextmanager
def token_of_any_workspace(_world: World) -> Iterator[None]:
    """The signature is checked, and not whose it is (Zulip CVE-2022-21706)."""

    def unsign(purpose: str, token: str, *, max_age: Any) -> Any:
        return loads(token, salt=signing._salt(purpose), max_age=max_age)["d"]

    with everywhere(signing.unsign, unsign):
        yield


@contextmanager
def search_over_all_workspaces(world: World) -> Iterator[None]:
    """One index of everybody's passages, and nobody asks whose they are."""
    everything = sql.SQL(" UNION ALL ").join(
        sql.SQL("SELECT * FROM {}").format(sql.Identifier(side.schema, "knowledge_passage"))
        for side in world.sides.values()
    )
    _run(sql.SQL("CREATE TABLE public.every_passage AS ") + everything)
    text = retrieving._FOUND.replace("{schema}.knowledge_passage", "public.every_passage")
    with mock.patch.object(retrieving, "_FOUND", text):
        retrieving._statement.cache_clear()
        yield
    retrieving._statement.cache_clear()
    _run(sql.SQL("DROP TABLE public.every_passage"))


@contextmanager
def hints_to_every_listener(_world: World) -> Iterator[None]:
    """Conversation 7 of one company is conversation 7 of all (Chatwoot #8131)."""
    really = Hub._whispered

    def whispered(self: Hub, place: Place, *what: Any) -> None:
        for schema in {schema for schema, _ in self._listeners}:
            really(self, (schema, place[1]), *what)

    with mock.patch.object(Hub, "_whispered", whispered):
        yield


@contextmanager
def words_of_another_process_to_every_listener(_world: World) -> Iterator[None]:
    """One channel for all, and nobody looks whose words it brings."""
    really = Hub._heard

    def heard(self: Hub, _schema: str, wire: Any) -> None:
        for schema in {schema for schema, _ in self._listeners}:
            really(self, schema, wire)

    with mock.patch.object(Hub, "_heard", heard):
        yield


@contextmanager
def prompt_with_a_strangers_passage(_world: World) -> Iterator[None]:
    """A semantic cache gives the nearest answer, whosever it is (vllm semantic-router #2134)."""
    really = prompts.answer_from

    def answer_from(*args: Any) -> Any:
        prompt = really(*args)
        return replace(prompt, user=f"{prompt.user}\n{mark('a', 'knowledge.article.told')}")

    with everywhere(prompts.answer_from, answer_from):
        yield


@contextmanager
def settings_remembered_for_all(_world: World) -> Iterator[None]:
    """``lru_cache`` on what asks the database."""
    with mock.patch.object(Brand, "current", lru_cache(maxsize=1)(Brand.current)):
        yield


@contextmanager
def lines_without_a_workspace(_world: World) -> Iterator[None]:
    """Nobody can tell afterwards whose trouble it was."""

    def anonymous(_self: TenantFilter, record: logging.LogRecord) -> bool:
        record.tenant = "-"
        return True

    with mock.patch.object(TenantFilter, "filter", anonymous):
        yield


@contextmanager
def words_in_a_line(_world: World) -> Iterator[None]:
    """A line for debugging that stayed."""
    really = turn.take_turn

    def take_turn(conversation_id: int, seq: int) -> None:
        logging.getLogger("helpdesk.assistant").info("as %s", Brief.current().job)
        really(conversation_id, seq)

    with mock.patch.object(turn, "take_turn", take_turn):
        yield


@contextmanager
def files_in_one_directory(_world: World) -> Iterator[None]:
    """Any name of a file opens it, whosever it is."""
    with (
        mock.patch.object(TenantStorage, "path", FileSystemStorage.path),
        mock.patch.object(TenantStorage, "get_available_name", lambda _self, name, **_more: name),
    ):
        yield


def sweep() -> None:
    """Take away what the mutants left in Redis and among the files."""
    for key in list(wires.client().scan_iter(f"{STRAY_KEYS}*")):
        wires.client().delete(key)
    shutil.rmtree(Path(settings.MEDIA_ROOT) / STRAY_FOLDER, ignore_errors=True)


def _run(*statements: sql.Composable) -> None:
    with in_public(), connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
