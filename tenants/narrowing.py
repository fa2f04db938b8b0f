"""The part of a project's state that some migrations look at.

To build every model took two thirds of what a release with one more column cost, and to go through
every migration for them half of the rest. What adds to models, or to their indexes and constraints,
looks at these models and at those that they refer to, and at nothing that refers to them.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator
from typing import Any, TypeVar

from django.db.migrations import Migration
from django.db.migrations.graph import MigrationGraph
from django.db.migrations.operations import (
    AddConstraint,
    AddField,
    AddIndex,
    CreateModel,
    RemoveConstraint,
    RemoveIndex,
)
from django.db.migrations.state import ModelState, ProjectState
from django.db.migrations.utils import resolve_relation

T = TypeVar("T")
Name = tuple[str, str]

_LOOK_NO_FURTHER = (
    AddConstraint,
    AddField,
    AddIndex,
    CreateModel,
    RemoveConstraint,
    RemoveIndex,
)


def concerned(graph: MigrationGraph, pending: Collection[Migration]) -> set[str]:
    """The apps whose models ``pending`` needs: its own, and those after which they were written."""
    if not _look_no_further(pending):
        return {label for label, _ in graph.nodes}
    before: dict[str, set[str]] = defaultdict(set)
    for (label, _), node in graph.node_map.items():
        before[label] |= {parent.key[0] for parent in node.parents}
    return _closed({migration.app_label for migration in pending}, before.__getitem__)


def narrowed(state: ProjectState, pending: Collection[Migration]) -> ProjectState:
    """``state`` as far as the operations of ``pending`` need it; all of it for any other kind."""
    if not _look_no_further(pending):
        return state
    after = state.clone()
    for migration in pending:
        migration.mutate_state(after, preserve=False)
    labels = {migration.app_label for migration in pending}
    needed = _reached(after, {name for name in after.models if name[0] in labels})
    models = {name: model for name, model in state.models.items() if name in needed}
    return ProjectState(models, real_apps=state.real_apps)


def _look_no_further(pending: Collection[Migration]) -> bool:
    return all(type(one) in _LOOK_NO_FURTHER for each in pending for one in each.operations)


def _reached(state: ProjectState, roots: set[Name]) -> set[Name]:
    """``roots``, what they refer to, and so on."""
    return _closed(
        roots,
        lambda name: {to for to in _referred_to(state.models[name]) if to in state.models},
    )


def _closed(roots: Iterable[T], leads_to: Callable[[T], Iterable[T]]) -> set[T]:
    reached: set[T] = set()
    waiting = list(roots)
    while waiting:
        one = waiting.pop()
        if one not in reached:
            reached.add(one)
            waiting += leads_to(one)
    return reached


def _referred_to(model: ModelState) -> Iterator[Name]:
    for named in (*model.bases, *_targets(model)):
        if isinstance(named, str) or hasattr(named, "_meta"):
            yield resolve_relation(named, model.app_label, model.name_lower)


def _targets(model: ModelState) -> Iterator[Any]:
    for field in model.fields.values():
        if field.remote_field:
            yield field.remote_field.model
            yield getattr(field.remote_field, "through", None)
