"""What a release needs of the models is all that it would look at."""

from collections.abc import Iterator

import pytest
from django.conf import settings
from django.db import connection
from django.db.migrations import AlterField, Migration
from django.db.migrations.state import ProjectState

from tenants import narrowing, planning
from tenants.context import in_tenant
from tenants.migrating import TEMPLATE
from tenants.narrowing import concerned, narrowed

OURS = {app.rpartition(".")[2] for app in settings.TENANT_APPS if not app.startswith("django.")}


def later_migrations() -> Iterator[tuple[ProjectState, planning.Applied, Migration]]:
    """Of our apps, each that is not an app's first and that a part of the state is enough for."""
    graph = planning.loader().graph
    order = dict.fromkeys(key for leaf in graph.leaf_nodes() for key in graph.forwards_plan(leaf))
    state = ProjectState(real_apps=planning.loader().unmigrated_apps)
    applied: planning.Applied = frozenset()
    for key in order:
        migration = graph.nodes[key]
        is_later = key[0] in OURS and not migration.initial and migration.operations
        if is_later and narrowed(state, [migration]) is not state:
            yield state.clone(), applied, migration
        migration.mutate_state(state, preserve=False)
        applied |= {key}


def said(state: ProjectState, migration: Migration) -> list[str]:
    """What Django would tell the database."""
    with connection.schema_editor(collect_sql=True, atomic=False) as editor:
        for operation in migration.operations:
            before, state = state, state.clone()
            operation.state_forwards(migration.app_label, state)
            operation.database_forwards(migration.app_label, editor, before, state)
    return [str(one) for one in editor.collected_sql]


def of_few_apps(applied: planning.Applied, migration: Migration) -> ProjectState:
    """The state for which only the apps that the migration needs were gone through."""
    graph = planning.loader().graph
    labels = concerned(graph, [migration])
    assert len(labels) < len(planning.loader().migrated_apps) / 2
    return narrowed(planning.state_of(graph, applied, labels), [migration])


def reaches_further(state: ProjectState, migration: Migration) -> bool:
    """Whether it needs models of other apps than its own."""
    return {label for label, _ in narrowed(state, [migration]).models} != {migration.app_label}


def test_a_part_of_the_state_says_the_same_as_the_whole(
    stage: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    cases = list(later_migrations())
    with in_tenant(TEMPLATE):
        for state, applied, migration in cases:
            asked = said(state, migration)
            assert said(narrowed(state, [migration]), migration) == asked, migration
            assert said(of_few_apps(applied, migration), migration) == asked, migration
    reaching = [(state, one) for state, _, one in cases if reaches_further(state, one)]
    assert reaching
    monkeypatch.setattr(narrowing, "_reached", lambda _state, roots: roots)
    with in_tenant(TEMPLATE), pytest.raises(ValueError, match="lazy reference"):
        said(narrowed(reaching[0][0], [reaching[0][1]]), reaching[0][1])


def test_what_may_look_at_those_who_refer_to_it_gets_the_whole(stage: None) -> None:
    state, _, migration = next(later_migrations())
    field = next(iter(next(iter(state.models.values())).fields.values()))
    name = next(iter(state.models))
    other = type("Other", (Migration,), {"operations": [AlterField(name[1], field.name, field)]})
    assert narrowed(state, [migration]) is not state
    further = [migration, other("0099", name[0])]
    assert narrowed(state, further) is state
    everywhere = {label for label, _ in planning.on_disk()}
    assert concerned(planning.loader().graph, further) == everywhere
