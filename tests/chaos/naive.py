"""The control arm: a visitor as many a chat has one."""

import time
from dataclasses import dataclass
from uuid import uuid4

from tests.chaos.visitors import Visitor
from tests.chaos.wire import Frame


@dataclass(eq=False)
class NaiveVisitor(Visitor):
    """A new id for each try, little patience, and a cursor made of time."""

    seen_until: str = ""
    answer_seconds = 2.0

    def _again(self, frame: Frame) -> Frame:
        return {**frame, "cid": str(uuid4())}

    def _cursor(self) -> int:
        return 0

    async def _read(self, frame: Frame) -> None:
        for item in frame["items"]:
            if item["at"] > self.seen_until:
                self.seen.show(item["seq"], time.monotonic())
        newest = max((item["at"] for item in frame["items"]), default="")
        self.seen_until = max(self.seen_until, newest)
        self.seen.upto, self._state = frame["upto"], frame["state"]
