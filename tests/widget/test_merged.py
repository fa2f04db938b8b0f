"""The chat of a customer whose open conversation is merged goes on and loses no message."""

import asyncio
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

import orjson
import pytest

from helpdesk.agents.models import Agent
from helpdesk.conversations import messaging
from helpdesk.conversations.merging import merge
from helpdesk.conversations.models import Conversation
from tenants.context import in_thread
from tests.sockets import Frame
from tests.widget.visitor import Tab, Visitor, message, say


@dataclass
class Browser:
    """What ``thread.js`` keeps of the conversation that is open, by its rules."""

    name: str
    last: int = 0
    epoch: str = ""
    items: list[Frame] = field(default_factory=list)

    def hear(self, frame: Frame) -> None:
        if frame["type"] == "welcome" and frame["conversation"] == self.name:
            self._check_life(frame["epoch"], frame["head"])
        if frame["type"] == "log" and frame["conversation"] == self.name:
            assert frame["after"] <= self.last, "a gap: the browser would ask again"
            self.items += [item for item in frame["items"] if item["seq"] > self.last]
            self.last = max(self.last, frame["upto"])

    def _check_life(self, epoch: str, head: int) -> None:
        if (self.epoch and self.epoch != epoch) or head < self.last:
            self.last, self.items = 0, []
        self.epoch = epoch

    @property
    def said(self) -> list[str]:
        return [item["body"] for item in self.items if item["kind"] == "message"]

    @property
    def hello(self) -> dict[str, Any]:
        return {"conversation": self.name, "after": self.last, "epoch": self.epoch}


async def hear_until(socket: Tab, browser: Browser, body: str) -> None:
    while body not in browser.said:
        browser.hear(await _frame(socket))


async def _frame(socket: Tab) -> Frame:
    frame: Frame = orjson.loads(await socket.text())
    return frame


async def two(visitor: Visitor) -> tuple[str, str]:
    """Two conversations of the visitor's, a message in each; the second is theirs to speak in."""
    await visitor.begun()
    kept = visitor.conversation
    await visitor.post(f"conversations/{kept}/messages", message("In the first."))
    await visitor.begun()
    await visitor.post(f"conversations/{visitor.conversation}/messages", message("In the second."))
    return visitor.conversation, kept


async def merged(visitor: Visitor, old: str, kept: str, by: Agent) -> None:
    def do() -> None:
        ids = dict(Conversation.objects.values_list("public_id", "pk"))
        merge(ids[old], into=ids[kept], by=by)

    await in_thread(visitor.company.schema, do)


async def answered(visitor: Visitor, name: str, body: str, by: Agent) -> None:
    def do() -> None:
        row = Conversation.objects.get(public_id=name)
        messaging.post_message(row.pk, sender="agent", agent_id=by.pk, body=body)

    await in_thread(visitor.company.schema, do)


async def opened(visitor: Visitor, browser: Browser) -> Tab:
    """A socket on the browser's conversation, once it has all of the log."""
    socket = await visitor.dial(**browser.hello)
    browser.hear(await socket.receive("welcome"))
    return socket


async def test_an_open_chat_gets_all_of_both_and_what_comes_after(
    visitor: Visitor, bo: Agent
) -> None:
    old, kept = await two(visitor)
    browser = Browser(old)
    socket = await opened(visitor, browser)
    await hear_until(socket, browser, "In the second.")
    await merged(visitor, old, kept, bo)
    await socket.send(message("Still there?"))
    await hear_until(socket, browser, "Still there?")
    await answered(visitor, kept, "Yes.", bo)
    await hear_until(socket, browser, "Yes.")
    assert browser.said == ["In the first.", "In the second.", "Still there?", "Yes."]
    assert [item["seq"] for item in browser.items] == sorted({i["seq"] for i in browser.items})


async def test_a_browser_that_was_away_reads_both_from_the_beginning(
    visitor: Visitor, bo: Agent
) -> None:
    old, kept = await two(visitor)
    browser = Browser(old)
    socket = await opened(visitor, browser)
    await hear_until(socket, browser, "In the second.")
    await socket.close()
    await merged(visitor, old, kept, bo)
    socket = await opened(visitor, browser)
    await hear_until(socket, browser, "In the second.")
    assert browser.said == ["In the first.", "In the second."]
    # Once it has the log of the one that lives, it reads on like any other.
    last = browser.last
    await socket.close()
    socket = await opened(visitor, browser)
    assert browser.last == last
    assert await say(socket, "Hello again.") > last


async def test_over_http_the_same(visitor: Visitor, bo: Agent) -> None:
    old, kept = await two(visitor)
    browser = Browser(old)
    await _poll(visitor, browser)
    waits = asyncio.create_task(_poll(visitor, browser, wait=20))
    await asyncio.sleep(0.1)
    await merged(visitor, old, kept, bo)
    await asyncio.wait_for(waits, 5)
    frame = message("Still there?")
    sent = await visitor.post(f"conversations/{old}/messages", frame)
    again = await visitor.post(f"conversations/{old}/messages", frame)
    assert (sent.status_code, again.status_code) == (201, 200)
    await _poll(visitor, browser)
    assert browser.said == ["In the first.", "In the second.", "Still there?"]
    listed = (await visitor.get("conversations")).json()["conversations"]
    assert [one["id"] for one in listed] == [kept]


async def test_a_file_that_lies_in_the_tray_is_sent_where_it_lives(
    visitor: Visitor, bo: Agent
) -> None:
    old, kept = await two(visitor)
    file = await visitor.attach("plan.txt", b"The plan.")
    await merged(visitor, old, kept, bo)
    late = await visitor.attach("more.txt", b"More.")
    for one in (file, late):
        content = {"cid": str(uuid4()), "body": "", "attachments": [one]}
        sent = await visitor.post(f"conversations/{old}/messages", content)
        assert sent.status_code == 201, sent.content
        assert (await visitor.links(one))["url"]


async def test_another_visitor_does_not_come_in_by_a_merged_name(
    visitor: Visitor, other: Visitor, bo: Agent
) -> None:
    old, kept = await two(visitor)
    await merged(visitor, old, kept, bo)
    for name in (old, kept):
        assert (await other.get(f"conversations/{name}/log")).status_code == 404


@pytest.mark.parametrize("seed", range(3))
async def test_while_they_write_on_and_on_nothing_is_lost_or_doubled(
    seed: int, visitor: Visitor, bo: Agent
) -> None:
    old, kept = await two(visitor)
    browser = Browser(old)
    socket = await opened(visitor, browser)
    frames = [message(f"m{n}") for n in range(8)]
    joined = asyncio.create_task(_later(0.01 * seed, merged(visitor, old, kept, bo)))
    for frame in frames:
        await socket.send(frame)
    await joined
    for last in (frames[-1]["body"], "In the first."):  # either may be the last to come
        await hear_until(socket, browser, last)
    bodies = [frame["body"] for frame in frames]
    assert [body for body in browser.said if body in bodies] == bodies
    assert sorted(browser.said) == sorted(["In the first.", "In the second.", *bodies])


async def _later(seconds: float, what: Any) -> None:
    await asyncio.sleep(seconds)
    await what


async def _poll(visitor: Visitor, browser: Browser, wait: int = 0) -> None:
    path = f"conversations/{browser.name}/log?after={browser.last}&wait={wait}"
    page = (await visitor.get(f"{path}&epoch={browser.epoch}" if browser.epoch else path)).json()
    browser._check_life(page["epoch"], page["upto"])
    browser.hear(page)
