"""The life of a message, end to end, over the real doors: docs/message.md told by running it.

For each company in turn, while an agent of the other one listens: a customer asks and gets a
grounded answer with its source; asks something unknown and is handed over with a prepared case;
an agent takes it, notes, replies, resolves; the customer is asked how it was, and answers.
"""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from asgiref.sync import sync_to_async
from django.db import connection

from helpdesk.agents.models import Agent
from helpdesk.asgi import application
from helpdesk.assistant.models import Turn
from helpdesk.conversations.models import Conversation, Handoff, Message
from helpdesk.surveys.models import Response
from tenants.database import direct
from tests.cast import Company
from tests.sockets import Frame, Socket, inbox_socket
from tests.story import UNKNOWN, question_of, tell_articles, title_of
from tests.work import run_owed


class Customer:
    """A visitor's browser: what it has sent, and the log as it arrived."""

    def __init__(self, company: Company, socket: Socket) -> None:
        self.company, self.socket = company, socket
        self.log: list[Frame] = []
        self.state: Frame = {}
        self.upto = 0

    async def say(self, body: str) -> int:
        cid = str(uuid4())
        await self.socket.send({"type": "send", "cid": cid, "body": body})
        return int((await self._receive("ack"))["seq"])

    async def do(self, action: str, **fields: Any) -> None:
        frame = {"type": "do", "cid": str(uuid4()), "action": action, **fields}
        await self.socket.send(frame)
        await self._receive("ack")

    async def until(self, **wanted: str) -> Frame:
        """Read on until the log holds an entry like this."""
        while True:
            for entry in self.log:
                if all(
                    {**entry["data"], **entry}.get(key) == value for key, value in wanted.items()
                ):
                    return entry
            await self._receive("log")

    async def _receive(self, kind: str) -> Frame:
        while True:
            frame = await self.socket.receive(timeout=10)
            assert frame["type"] not in ("nack", "bye"), frame
            if frame["type"] == "log":
                self._read(frame)
            if frame["type"] == kind:
                return frame

    def _read(self, frame: Frame) -> None:
        if frame["after"] <= self.upto < frame["upto"]:
            self.log += [entry for entry in frame["items"] if entry["seq"] > self.upto]
            self.upto = frame["upto"]
        self.state = frame["state"]


class Desk:
    """An agent's browser: HTTP for acts, a socket for news."""

    def __init__(self, company: Company, agent: Agent) -> None:
        self.company = company
        self.client = company.client(agent)

    async def listen(self) -> None:
        self.socket = await inbox_socket(self.company, self.client)

    def do(self, verb: str, conversation: str, **fields: Any) -> None:
        response = self.client.post(f"/inbox/c/{conversation}/{verb}/", fields)
        assert response.status_code in (204, 302), response.content

    def page(self, conversation: str) -> str:
        return str(self.client.get(f"/inbox/c/{conversation}/").content.decode())


@asynccontextmanager
async def customer_of(company: Company) -> AsyncIterator[tuple[Customer, str]]:
    """A visitor who has opened the chat and begun a conversation."""
    post = sync_to_async(company.client().post)
    session = (await post("/widget/session", {}, content_type="application/json")).json()
    socket = await Socket(application, company, "/ws/widget").connect()
    await socket.send({"type": "hello", "token": session["visitor"]})
    await socket.receive("welcome")
    await socket.send({"type": "start", "key": str(uuid4()), "page": {"title": "Prices"}})
    public_id = (await socket.receive("started"))["conversation"]
    try:
        yield Customer(company, socket), public_id
    finally:
        await socket.close()


@pytest.fixture(params=["acme", "globex"])
def here(request: pytest.FixtureRequest, acme: Company, globex: Company, tmp_path: Path) -> Company:
    """The company whose story this is; both know one thing each."""
    for company in (acme, globex):
        tell_articles(company, tmp_path)
    return acme if request.param == "acme" else globex


@pytest.fixture
def there(here: Company, acme: Company, globex: Company) -> Company:
    """The other company, which must not notice."""
    return globex if here is acme else acme


@pytest.fixture
def desk(here: Company) -> Desk:
    return Desk(here, here.agent("Bo" if here.tenant.slug == "acme" else "Ivy"))


@pytest.fixture
def other_desk(there: Company) -> Desk:
    return Desk(there, there.agent("Ada" if there.tenant.slug == "acme" else "Gus"))


work = sync_to_async(run_owed)


async def test_a_question_is_answered_handed_over_and_resolved(
    here: Company, there: Company, desk: Desk, other_desk: Desk
) -> None:
    await desk.listen()
    await other_desk.listen()
    async with customer_of(here) as (customer, conversation):
        await _is_answered_with_a_source(customer)
        await _is_handed_over(customer)
        await desk.socket.receive("moved")
        await _gets_a_reply_but_no_note(customer, desk, conversation)
        await _is_asked_how_it_was(customer, desk, conversation)
    heard = await _heard_by(other_desk)
    await direct.close_pool()
    assert heard in ([], ["ready"])
    await sync_to_async(_look_behind_the_doors)(here, there)


async def _is_answered_with_a_source(customer: Customer) -> None:
    await customer.say(question_of(customer.company))
    await work()
    answer = await customer.until(kind="message", sender="assistant")
    assert [source["title"] for source in answer["data"]["sources"]] == [title_of(customer.company)]
    assert answer["author"]["name"] == "AI assistant"
    await customer.do("solved", seq=answer["seq"], yes=True)


async def _is_handed_over(customer: Customer) -> None:
    await customer.say(UNKNOWN)
    await work()
    told = await customer.until(kind="event", event="handed_off")
    assert "person" in told["body"]
    assert customer.state["status"] == "waiting"


async def _gets_a_reply_but_no_note(customer: Customer, desk: Desk, conversation: str) -> None:
    page = await sync_to_async(desk.page)(conversation)
    assert UNKNOWN in page
    do = sync_to_async(desk.do)
    await do("claim", conversation)
    await do("note", conversation, body="Ask Marta about sponsoring.", cid=str(uuid4()))
    await do("reply", conversation, body="We do not, but nice idea!", cid=str(uuid4()))
    reply = await customer.until(kind="message", sender="agent")
    assert reply["body"] == "We do not, but nice idea!"
    assert customer.state["speaker"]["kind"] == "agent"
    assert "Marta" not in json.dumps(customer.log)


async def _is_asked_how_it_was(customer: Customer, desk: Desk, conversation: str) -> None:
    await sync_to_async(desk.do)("resolve", conversation)
    await work()
    survey = await customer.until(event="survey")
    await customer.do("survey", invitation=survey["data"]["invitation"], score=5, comment="Quick!")


async def _heard_by(desk: Desk) -> list[str]:
    """Everything that reached this desk, up to the answer to a last ping."""
    await desk.socket.send({"type": "ping"})
    heard: list[str] = []
    while (frame := await desk.socket.receive())["type"] != "pong":
        heard.append(frame["type"])
    await desk.socket.close()
    return heard


def _look_behind_the_doors(here: Company, there: Company) -> None:
    with here.bound():
        conversation = Conversation.objects.get()
        numbers = Message.objects.filter(conversation=conversation).values_list("seq", flat=True)
        assert list(numbers) == list(range(1, conversation.head + 1))
        assert conversation.status == "resolved"
        assert [turn.outcome for turn in Turn.objects.order_by("id")] == ["answered", "handed_off"]
        assert UNKNOWN in json.dumps(Handoff.objects.get().package)
        assert Response.objects.filter(score=5, comment="Quick!").exists()
    with there.bound():
        for model in (Conversation, Message, Handoff, Turn, Response):
            assert not model.objects.exists(), model
    connection.close()
