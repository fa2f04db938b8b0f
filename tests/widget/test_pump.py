"""A pump ends when its socket does, whatever the database makes of it."""

import asyncio
from typing import Any

import psycopg

from helpdesk.conversations import lifecycle
from helpdesk.conversations.models import Contact
from helpdesk.widget.pump import Pump
from helpdesk.widget.speaking import Own
from tenants.context import in_thread
from tests.cast import Company


class CutOff:
    """A socket whose write is cut off, which surfaces as trouble of the database."""

    def __init__(self) -> None:
        self.writing = asyncio.Event()

    async def tell(self, frame: dict[str, Any]) -> None:
        await self.tell_text(str(frame))

    async def tell_text(self, _text: str) -> None:
        self.writing.set()
        try:
            await asyncio.sleep(60)
        except asyncio.CancelledError as error:
            raise psycopg.OperationalError("the connection is closed") from error

    async def check(self) -> None:
        return

    async def go_on(self) -> None:
        return

    async def give_up(self) -> None:
        return


async def test_a_pump_stopped_in_the_middle_of_a_failure_ends(acme: Company, cleo: Contact) -> None:
    begun = await in_thread(acme.schema, lifecycle.start, cleo)
    ear = CutOff()
    with acme.bound():
        pump = Pump(Own(begun.pk, begun.public_id, begun.head), 0, ear)
        await ear.writing.wait()
        pump.stop()
        await asyncio.wait_for(asyncio.wait([pump._task]), timeout=5)
    assert pump._task.done()
