"""Each mutant with the part of the drive that must meet it: the scan is the same for all."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from asgiref.sync import sync_to_async
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from tests.isolation import listening, mutants, processes, working
from tests.isolation.addressing import twins
from tests.isolation.browsing import Caller, insiders, intruders
from tests.isolation.mutants import Plant
from tests.isolation.scanning import Leak, leaks
from tests.isolation.sinks import Record, act_for, recorded
from tests.isolation.world import World

Drive = Callable[[World, Record], Awaitable[Any]]


@dataclass(frozen=True, slots=True)
class Attack:
    """A planted fault, and what is done with it."""

    plant: Plant
    drive: Drive

    @property
    def name(self) -> str:
        return self.plant.__name__.replace("_", " ")


async def caught(attack: Attack, world: World) -> list[Leak]:
    """What the scan says with the fault planted."""
    return await _driven(attack.plant, attack.drive, world)


async def without(attack: Attack, world: World) -> list[Leak]:
    """What it says of the same drive without the fault: it must be silent."""
    return await _driven(None, attack.drive, world)


async def _driven(plant: Plant | None, drive: Drive, world: World) -> list[Leak]:
    with recorded() as record:
        if plant is None:
            await drive(world, record)
        else:
            planted = plant(world)
            await sync_to_async(planted.__enter__)()
            try:
                await drive(world, record)
            finally:
                await sync_to_async(planted.__exit__)(None, None, None)
    mutants.sweep()
    return leaks(record, world)


async def _sockets(world: World, record: Record) -> None:
    lines = await processes.agents(world, record)
    for line in lines:
        await line.send({"type": "typing", "conversation": 1, "on": True, "mode": "reply"})
    for line in lines:
        await line.hear(0.2)
        await line.close()


async def _work(world: World, _record: Record) -> None:
    await sync_to_async(working.work)(world)


async def _reader(world: World, record: Record) -> None:
    await insiders(world["b"], record)[0].get("/admin/knowledge/feedback/")


async def _strange_tokens(world: World, record: Record) -> None:
    for caller in intruders(world["b"], world["a"], record):
        place = twins(world["b"]).conversation
        await caller.get("/widget/conversations", is_private=True)
        await caller.get(f"/widget/conversations/{place}/log?after=0", is_private=True)


async def _log_in(world: World, record: Record) -> None:
    content = {"email": "twin@twin.example", "password": "wrong"}
    await Caller("nobody", world["b"], record).form("/inbox/login/", content)


async def _two_listen(world: World, record: Record) -> None:
    sides = [world[letter] for letter in "ab"]
    await asyncio.gather(
        *(listening.attend(side, record, side.keys.owner) for side in sides),
    )


async def _one_after_the_other(world: World, record: Record) -> None:
    for letter in "ab":
        await Caller("nobody", world[letter], record).get("/help/")


async def _missing_page(world: World, record: Record) -> None:
    await Caller("nobody", world["b"], record).get("/help/nothing/here/")


async def _upload(world: World, _record: Record) -> None:
    def save() -> None:
        with act_for("b"), world["b"].company.bound():
            default_storage.save(f"{mutants.STRAY_FOLDER}/logo.png", ContentFile(b"\x89PNG"))

    await sync_to_async(save)()


ATTACKS = [
    Attack(mutants.tenant_set_when_the_socket_opens, _sockets),
    Attack(mutants.keys_without_a_workspace, _log_in),
    Attack(mutants.work_sent_with_used_headers, _work),
    Attack(mutants.table_read_from_the_public_schema, _reader),
    Attack(mutants.token_of_any_workspace, _strange_tokens),
    Attack(mutants.search_over_all_workspaces, _work),
    Attack(mutants.hints_to_every_listener, _two_listen),
    Attack(mutants.words_of_another_process_to_every_listener, processes.between),
    Attack(mutants.prompt_with_a_strangers_passage, _work),
    Attack(mutants.settings_remembered_for_all, _one_after_the_other),
    Attack(mutants.lines_without_a_workspace, _missing_page),
    Attack(mutants.words_in_a_line, _work),
    Attack(mutants.files_in_one_directory, _upload),
]
