"""Whatever is sent to one company's host, no row and no file of another's changes."""

import pytest
from asgiref.sync import sync_to_async

from helpdesk.conversations.models import Contact
from tests.isolation import checksums, driving, existence, listening, scanning
from tests.isolation.sinks import recorded
from tests.isolation.world import World

pytestmark = pytest.mark.proof


async def test_nothing_that_is_sent_changes_another_companys_rows_or_files(
    three: World, ears: None
) -> None:
    others = [three["a"], three["c"]]
    before = [await sync_to_async(checksums.sums)(side) for side in others]
    with recorded() as record:
        await driving.together(driving.hostile_writes(three, record))
        pressed = await driving.press_every_button(three, record)
        for step in listening.talks(three, record, letters="b"):
            await step()
    assert pressed > 50
    assert record.faults == []
    assert scanning.leaks(record, three) == []
    assert [await sync_to_async(checksums.sums)(side) for side in others] == before


async def test_a_sum_sees_one_changed_letter(three: World, ears: None) -> None:
    def change() -> tuple[dict[str, str], dict[str, str]]:
        before = checksums.sums(three["c"])
        with three["c"].company.bound():
            Contact.objects.filter(pk=4242).update(phone="1")
        return before, checksums.sums(three["c"])

    before, after = await sync_to_async(change)()
    changed = {table for table in before if before[table] != after[table]}
    assert changed == {f'"{three["c"].schema}"."conversations_contact"'}


async def test_what_another_company_has_looks_like_what_nobody_has(
    three: World, ears: None
) -> None:
    with recorded() as record:
        asked, found = await existence.differences(three, record)
    assert asked > 300
    assert found == [], "\n".join(found)
