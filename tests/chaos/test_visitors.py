"""What stands in for a browser must not stand in the way: it never holds the run's event loop."""

import asyncio
import random
from typing import Any

import pytest
import websockets

from tests.chaos.ledger import Ledger, Said, Talk
from tests.chaos.patience import Standstill, no_standstill
from tests.chaos.stack import Firm
from tests.chaos.visitors import Visitor


class ClosedWire:
    """A line whose end nobody has told the visitor yet: it refuses at once."""

    def __init__(self) -> None:
        self.tries = 0
        self.transport = self

    async def send(self, _text: str) -> None:
        self.tries += 1
        if self.tries > 5:
            raise AssertionError("tried again and again without a pause")
        raise websockets.ConnectionClosedError(None, None)

    def abort(self) -> None:
        """It is down already."""


async def test_a_visitor_whose_line_is_closed_waits_for_the_next() -> None:
    firm = Firm("acme", "acme.localhost", "acme", "")
    visitor: Any = Visitor(firm, (1, 2), Ledger(), Talk("acme"), random.Random(1))
    visitor._wire = wire = ClosedWire()
    visitor._joined.set()
    said = Said("Hello", 0.0)
    writing = asyncio.create_task(visitor._until_done(visitor._message("Hello"), said))
    for _ in range(20):
        await asyncio.sleep(0)
    assert (wire.tries, said.tries, writing.done()) == (1, 1, False)
    writing.cancel()


def test_a_run_whose_loop_stands_still_ends_and_says_where() -> None:
    with no_standstill(0.2) as tick:
        tick()
        with pytest.raises(Standstill, match=r"for 0\.2 s"):
            _stand_still()


def _stand_still() -> None:
    while True:
        pass
