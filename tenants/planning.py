"""What a schema still needs: planned once for all schemas that stand at the same point.

Django's ``migrate`` reads every migration, builds every model and looks through the catalogue
for each schema anew: half a second each, growing with the number of schemas. Here the states
before and after each operation are built once, and a schema costs its statements
(``tenants.stepping``).
"""

import os
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from importlib import import_module
from importlib.machinery import BYTECODE_SUFFIXES, SOURCE_SUFFIXES
from typing import Any

from django.apps import apps
from django.db import connection
from django.db.migrations import Migration
from django.db.migrations.graph import MigrationGraph
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState
from psycopg import sql

from tenants.narrowing import concerned, narrowed

Key = tuple[str, str]
Applied = frozenset[Key]

_FILES = (*SOURCE_SUFFIXES, *BYTECODE_SUFFIXES)


@dataclass(slots=True)
class Step:
    """One migration, with the states around each of its operations."""

    key: Key
    migration: Migration
    operations: list[tuple[Operation, ProjectState, ProjectState]]
    # Every statement of it, once it was taken somewhere and can be said again elsewhere.
    said: list[str] | None = None

    @property
    def makes_models(self) -> bool:
        """Whether content types and permissions must be written down afterwards."""
        kinds = ("CreateModel", "DeleteModel", "RenameModel", "AlterModelOptions")
        return any(type(operation).__name__ in kinds for operation, *_ in self.operations)


@lru_cache(maxsize=1)
def on_disk() -> Applied:
    """The names of every migration, from the folders alone: importing them all takes longer.

    Read once: a process whose code is older than the disk must not act on what it cannot know.
    """
    return frozenset(
        (app.label, name) for app in apps.get_app_configs() for name in _names(app.label)
    )


@lru_cache(maxsize=1)
def loader() -> MigrationLoader:
    """Every migration on disk, read once and only when something is pending."""
    return _Loader(None)


class _Loader(MigrationLoader):
    """Django's own, which would look through the folders a second time.

    It would also go through all migrations for each "the first of that app" that one depends on.
    """

    def __init__(self, connection: Any) -> None:
        self._checked: dict[tuple[Key, bool], Key | None] = {}
        super().__init__(connection)

    def check_key(self, key: Key, current_app: str) -> Key | None:
        asked = (key, key[0] == current_app)
        if asked not in self._checked:
            self._checked[asked] = super().check_key(key, current_app)
        return self._checked[asked]

    def load_disk(self) -> None:
        self.disk_migrations = {key: _migration(key) for key in sorted(on_disk())}
        self.migrated_apps = {label for label, _ in on_disk()}
        self.unmigrated_apps = {app.label for app in apps.get_app_configs()} - self.migrated_apps


def _migration(key: Key) -> Migration:
    label, name = key
    package, _ = MigrationLoader.migrations_module(label)
    found: Migration = import_module(f"{package}.{name}").Migration(name, label)
    return found


def forget() -> None:
    """Look at the disk again: after the settings say that migrations lie elsewhere."""
    for kept in (on_disk, loader, _planned):
        kept.cache_clear()


def pending(applied: Applied) -> Applied:
    """What is on disk and not applied. ``migrate`` records those of other schemas' apps too."""
    return on_disk() - applied


def standing(schemas: list[str]) -> dict[str, Applied]:
    """What is applied in each schema, in one statement; nothing where nothing ever was."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT n.nspname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
            " WHERE c.relname = 'django_migrations' AND n.nspname = ANY(%s)",
            [schemas],
        )
        begun = [row[0] for row in cursor.fetchall()]
        found: dict[str, Applied] = dict.fromkeys(schemas, frozenset())
        if begun:
            cursor.execute(sql.SQL(" UNION ALL ").join(map(_applied_in, begun)))
            found |= {row[0]: frozenset(map(tuple, row[1])) for row in cursor.fetchall()}
    return found


def plan(applied: Applied) -> list[Step]:
    """The steps from ``applied`` to what is on disk, in order; nothing of them said yet."""
    return [replace(step) for step in _planned(applied)]


def first_plan(has_tables: Callable[[str], bool]) -> Iterator[Step]:
    """Every step from nothing, each planned when it is asked for.

    Of the models those are built that the step looks at: to build all of them anew after each
    operation was four fifths of a first migration. Of an app that has no tables in the schema
    there is nothing to do but the note.
    """
    graph = loader().graph
    state = ProjectState(real_apps=loader().unmigrated_apps)
    for key in _in_order(graph, {label for label, _ in on_disk()}):
        migration = graph.nodes[key]
        yield Step(key, migration, _first(migration, state) if has_tables(key[0]) else [])
        migration.mutate_state(state, preserve=False)


def _first(
    migration: Migration, state: ProjectState
) -> list[tuple[Operation, ProjectState, ProjectState]]:
    part = narrowed(state, [migration])
    # What is built hangs at the state, and would be built anew with every change of it.
    part = part.clone() if part is state else part
    _ = part.apps
    return list(_operations(migration, part))


@lru_cache(maxsize=1)
def _planned(applied: Applied) -> list[Step]:
    graph, wanted = loader().graph, pending(applied)
    missing = [key for key in _in_order(graph, {label for label, _ in wanted}) if key in wanted]
    migrations = [graph.nodes[key] for key in missing]
    state = narrowed(state_of(graph, applied, concerned(graph, migrations)), migrations)
    _ = state.apps  # built once, here: from now on every change would build it anew
    steps = []
    for key, migration in zip(missing, migrations, strict=True):
        steps.append(Step(key, migration, list(_operations(migration, state))))
        state = steps[-1].operations[-1][2].clone() if steps[-1].operations else state
    return steps


def _in_order(graph: MigrationGraph, labels: Collection[str]) -> list[Key]:
    """The migrations of these apps, and before each of them what it depends on."""
    last = [leaf for leaf in graph.leaf_nodes() if leaf[0] in labels]
    return list(dict.fromkeys(key for leaf in last for key in graph.forwards_plan(leaf)))


def state_of(graph: MigrationGraph, applied: Applied, labels: Collection[str]) -> ProjectState:
    """The models of these apps as they stand where ``applied`` is."""
    state = ProjectState(real_apps=loader().unmigrated_apps)
    for key in _in_order(graph, labels):
        if key in applied:
            loader().disk_migrations[key].mutate_state(state, preserve=False)
    return state


def _names(label: str) -> list[str]:
    """Of one app, by the rules of Django's own loader."""
    package, _ = MigrationLoader.migrations_module(label)
    if package is None:
        return []
    try:
        where = getattr(import_module(package), "__path__", [])
    except ModuleNotFoundError as missing:
        if missing.name != package:
            raise
        return []
    files = (name for folder in where for name in os.listdir(folder) if name.endswith(_FILES))
    return [name.partition(".")[0] for name in files if name[0] not in "_~"]


def _operations(
    migration: Migration, state: ProjectState
) -> Iterator[tuple[Operation, ProjectState, ProjectState]]:
    for operation in migration.operations:
        before, state = state, state.clone()
        operation.state_forwards(migration.app_label, state)
        yield operation, before, state


def _applied_in(schema: str) -> sql.Composable:
    return sql.SQL("SELECT {}, array_agg(ARRAY[app, name]) FROM {}").format(
        sql.Literal(schema), sql.Identifier(schema, "django_migrations")
    )
