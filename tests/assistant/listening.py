"""Hear what is whispered to a company's browsers, as a server process does."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import orjson

from tenants import wires
from tests.cast import Company

Frame = dict[str, Any]


class Ear:
    """``deltas`` so far, oldest first."""

    def __init__(self, subscription: Any) -> None:
        self._subscription = subscription
        self._frames: list[Frame] = []

    @property
    def deltas(self) -> list[Frame]:
        self.read()
        nearby = [whisper for frame in self._frames for _, whisper in frame.get("n", ())]
        return [whisper for whisper in nearby if whisper["type"] == "delta"]

    def read(self) -> None:
        """Everything up to now. The client's own housekeeping looks like nothing, so look twice."""
        quiet = 0 if self._subscription.subscribed else 2
        while quiet < 2:
            message = self._subscription.get_message(timeout=0.05)
            quiet += message is None
            if message is not None:
                self._frames.append(orjson.loads(message["data"]))

    @property
    def shown(self) -> str:
        """What a browser would show of the answer that is being written."""
        text = ""
        for delta in self.deltas:
            text = "" if delta.get("failed") else text[: delta["off"]] + delta["text"]
        return text


@contextmanager
def listening(company: Company) -> Iterator[Ear]:
    subscription = wires.client().pubsub(ignore_subscribe_messages=True)  # type: ignore[no-untyped-call]
    subscription.subscribe(wires.live_channel(company.schema))
    subscription.get_message(timeout=1)
    ear = Ear(subscription)
    try:
        yield ear
        ear.read()
    finally:
        subscription.close()
