"""Whose a row is, is never an input: no door takes a company, a key or an owner from its caller."""

from collections.abc import Callable
from typing import Any
from unittest import mock

import pytest
from asgiref.sync import sync_to_async

from helpdesk.api.articles import Articles, ArticleShown
from helpdesk.api.resources import shown
from knowledge.models import Article
from tests.isolation import checksums, claiming, placing
from tests.isolation.claiming import Door
from tests.isolation.hammer.doors import Forgetful
from tests.isolation.world import Side, World

pytestmark = pytest.mark.proof


async def test_no_door_takes_another_companys_name_or_keys(three: World, ears: None) -> None:
    record, claimed = Forgetful(), await _in_thread(claiming.claims, three)
    others = [three["a"], three["c"]]
    before = [await _in_thread(checksums.sums, side) for side in others]
    whose, platform = await _state(three)
    doors = await _in_thread(lambda: list(claiming.walk(three, record)))
    shut = []
    for caller, door in doors:
        place = await _in_thread(placing.place_for, door, three["b"])
        statuses = await claiming.claim(caller, door, place, claimed)
        shut += (
            []
            if any(status < 300 for status in statuses)
            else [f"{door} {door.content}: {set(statuses)}"]
        )
    assert await claiming.claim_in_forms(three, record, claiming.at_once(claimed)) > 40
    assert record.faults == []
    assert shut == [], "\n".join(shut)
    assert await _changed(three, whose) == []
    assert await _in_thread(claiming.platform) == platform
    assert await _in_thread(claiming.taken, three["b"]) == []
    assert [await _in_thread(checksums.sums, side) for side in others] == before


async def test_a_door_that_takes_columns_as_they_come_is_noticed(three: World, ears: None) -> None:
    def partial_update(self: Articles, request: Any, id: str) -> Any:
        article = self.get_object()
        columns = {field.attname for field in Article._meta.concrete_fields} & set(request.data)
        changes = {name: request.data[name] for name in columns}
        Article.objects.filter(pk=article.pk).update(**changes)
        return shown(ArticleShown, Article.objects.get(pk=article.pk))

    whose, _platform = await _state(three)
    caller = next(caller for caller, _door in await _in_thread(_doors, three))
    place = f"/api/v1/articles/{three['b'].article}/"
    with mock.patch.object(Articles, "partial_update", partial_update):
        stolen: list[dict[str, Any]] = [{"public_id": "lonea-mine"}]
        await claiming.claim(caller, Door("PATCH", place, {}), place, stolen)
    changed, taken = await _changed(three, whose), await _in_thread(claiming.taken, three["b"])
    assert await _in_thread(_give_back, three["b"]) == 1
    assert changed != []
    assert taken != []


async def test_every_operation_that_takes_a_body_is_tried(three: World, ears: None) -> None:
    known = {str(door) for door in await _in_thread(claiming.api_doors, three)}
    assert known == await _in_thread(claiming.described), "say in claiming.py what it takes"


def _give_back(side: Side) -> int:
    """The other tests of this file look for the article where it was."""
    with side.company.bound():
        return Article.objects.filter(public_id="lonea-mine").update(public_id=side.article)


def _doors(world: World) -> list[Any]:
    return list(claiming.walk(world, Forgetful()))


async def _state(world: World) -> tuple[dict[str, Any], list[Any]]:
    whose = await _in_thread(claiming.identities, world["b"])
    return whose, await _in_thread(claiming.platform)


async def _changed(world: World, before: dict[str, Any]) -> list[str]:
    after = await _in_thread(claiming.identities, world["b"])
    # Passages of an article that is taken down are gone; what is there is still on its own row.
    return [row for row, whose in before.items() if after.get(row, whose) != whose]


async def _in_thread(do: Callable[..., Any], *args: Any) -> Any:
    return await sync_to_async(do)(*args)
