"""What a schema still needs: planned once for all schemas that stand at the same point.

Django's ``migrate`` reads every migration, builds every model and looks through the catalogue
for each schema anew: half a second each, growing with the number of schemas. Here the states
before and after each operation are built once, and a schema costs its statements
(``tenants.stepping``).
"""

import pkgutil
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from importlib import import_module

from django.apps import apps
from django.db import connection
from django.db.migrations import Migration
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState
from psycopg import sql

from tenants.narrowing import narrowed

Key = tuple[str, str]
Applied = frozenset[Key]


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
    return MigrationLoader(None)


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


@lru_cache(maxsize=1)
def _planned(applied: Applied) -> list[Step]:
    graph = loader().graph
    order = dict.fromkeys(key for leaf in graph.leaf_nodes() for key in graph.forwards_plan(leaf))
    state = ProjectState(real_apps=loader().unmigrated_apps)
    for key in order:
        if key in applied:
            graph.nodes[key].mutate_state(state, preserve=False)
    missing = [key for key in order if key in on_disk() and key not in applied]
    state = narrowed(state, [graph.nodes[key] for key in missing])
    _ = state.apps  # built once, here: from now on every change would build it anew
    steps = []
    for key in missing:
        steps.append(Step(key, graph.nodes[key], list(_operations(graph.nodes[key], state))))
        state = steps[-1].operations[-1][2].clone() if steps[-1].operations else state
    return steps


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
    found = pkgutil.iter_modules(where)
    return [name for _, name, is_folder in found if not is_folder and name[0] not in "_~"]


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
