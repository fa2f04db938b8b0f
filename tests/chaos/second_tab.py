"""A visitor who has the page open twice."""

from dataclasses import dataclass

from tests.chaos.ledger import Seen
from tests.chaos.visitors import Visitor


@dataclass(eq=False)
class SecondTab(Visitor):
    """The same visitor's other tab, which only reads."""

    first: Visitor | None = None

    async def stay(self) -> None:
        """Begin once the first tab has a conversation."""
        assert self.first is not None
        await self.first.begun.wait()
        self.token, self.epoch = self.first.token, self.first.epoch
        await super().stay()

    @property
    def seen(self) -> Seen:
        return self.talk.second
