"""The chat over the socket: what is answered to each frame, and what arrives by itself."""

import asyncio
from uuid import uuid4

import orjson
import pytest

from helpdesk.agents.models import Agent
from helpdesk.conversations import contacts, lifecycle, messaging, replying, together
from helpdesk.conversations.models import Contact, Conversation
from helpdesk.live import hints
from helpdesk.live.hub import hub
from tenants.context import in_tenant, in_thread
from tests.cast import Company
from tests.sockets import Frame
from tests.widget.visitor import Visitor, action, message, say, stored


async def conversation_of(visitor: Visitor) -> int:
    def find() -> int:
        return Conversation.objects.get(public_id=visitor.conversation).pk

    return await in_thread(visitor.company.schema, find)


async def test_a_message_is_stored_when_it_is_acknowledged(visitor: Visitor) -> None:
    socket = await visitor.begin()
    assert await say(socket, "Hello?") == 1
    assert await stored(visitor.company) == ["Hello?"]


async def test_a_message_sent_twice_is_stored_once_under_its_first_number(
    visitor: Visitor,
) -> None:
    socket = await visitor.begin()
    frame = message()
    answers = []
    for _ in range(2):
        await socket.send(frame)
        answers.append(await socket.receive("ack"))
    assert answers[0] == answers[1] == {"type": "ack", "cid": frame["cid"], "seq": 1}
    assert len(await stored(visitor.company)) == 1


async def test_a_client_id_used_for_another_text_is_a_conflict(visitor: Visitor) -> None:
    socket = await visitor.begin()
    cid = str(uuid4())
    await socket.send(message("One", cid))
    await socket.send(message("Two", cid))
    assert (await socket.receive("nack"))["code"] == "conflict"
    assert await stored(visitor.company) == ["One"]


@pytest.mark.parametrize(
    ("frame", "code"),
    [
        (message(""), "empty"),
        (message(" \n\t"), "empty"),
        (message("x" * 16_385), "too_long"),
        (message("ä" * 100_000), "too_long"),
        (message("\x00"), "not_text"),
        (b"\x00\x01", "not_text"),
        ("{", "bad_frame"),
        ("[]", "bad_frame"),
        ("[" * 5000, "bad_frame"),
        ({"type": "send", "cid": "7", "body": "x"}, "bad_frame"),
        ({"type": "send", "cid": str(uuid4()), "body": 7}, "bad_frame"),
        ({"type": "dance"}, "bad_frame"),
        ({"type": 7}, "bad_frame"),
        (action("dance"), "bad_frame"),
        (action("thumbs", seq=-1, up=True), "bad_frame"),
        (action("contact_details", email="nobody"), "bad_frame"),
        ('{"type": "send", "body": "' + "x" * 256 * 1024 + '"}', "too_long"),
    ],
)
async def test_what_cannot_be_taken_is_refused_by_name_and_the_conversation_goes_on(
    visitor: Visitor, frame: Frame | str | bytes, code: str
) -> None:
    socket = await visitor.begin()
    await socket.send(frame)
    nack = await socket.receive("nack")
    assert (nack["code"], nack["retry"]) == (code, False)
    if isinstance(frame, dict) and code != "bad_frame":
        assert nack["cid"] == frame["cid"]
    assert await say(socket) == 1


async def test_writing_too_fast_is_slowed_down_and_told_for_how_long(visitor: Visitor) -> None:
    socket = await visitor.begin()
    for _ in range(10):
        await say(socket)
    await socket.send(message())
    nack = await socket.receive("nack")
    assert (nack["code"], nack["retry"]) == ("rate", True)
    assert 0 < nack["after_ms"] <= 10_000


async def test_one_visitors_haste_does_not_slow_another(visitor: Visitor, other: Visitor) -> None:
    socket, quiet = await visitor.begin(), await other.begin()
    for _ in range(11):
        await socket.send(message())
    assert await say(quiet) == 1


async def test_starting_twice_with_one_key_makes_one_conversation(visitor: Visitor) -> None:
    socket = await visitor.dial()
    key = str(uuid4())
    names = set()
    for _ in range(2):
        await socket.send({"type": "start", "key": key, "page": {"url": "https://shop.example"}})
        names.add((await socket.receive("started"))["conversation"])
    assert len(names) == 1


async def test_two_tabs_see_the_same_log(visitor: Visitor) -> None:
    first = await visitor.begin()
    second = await visitor.dial(conversation=visitor.conversation, after=0)
    await say(first, "From the first")
    await say(second, "From the second")
    for tab in (first, second):
        assert [item["seq"] for item in await tab.until(2)] == [1, 2]


async def test_a_browser_that_was_away_gets_what_it_missed_and_nothing_twice(
    visitor: Visitor, acme: Company, bo: Agent
) -> None:
    socket = await visitor.begin()
    await say(socket)
    await socket.close()
    number = await conversation_of(visitor)
    await in_thread(acme.schema, replying.reply, number, bo, body="Hello, I am Bo.")
    back = await visitor.dial(conversation=visitor.conversation, after=1)
    welcome, page = await back.receive("welcome"), await back.receive("log")
    assert (welcome["conversation"], welcome["head"]) == (visitor.conversation, 3)
    assert (page["after"], page["upto"]) == (1, 3)
    assert [item["sender"] for item in page["items"]] == ["system", "agent"]
    assert page["state"]["speaker"]["name"] == bo.name


async def test_resume_sends_again_what_follows_the_cursor(visitor: Visitor) -> None:
    socket = await visitor.begin()
    for _ in range(3):
        await say(socket)
    await socket.until(3)
    await socket.send({"type": "resume", "after": 1})
    page = await socket.receive("log")
    assert (page["after"], page["upto"]) == (1, 3)


async def test_numbers_of_another_life_of_the_database_mean_nothing(visitor: Visitor) -> None:
    socket = await visitor.begin()
    await say(socket)
    for hello in ({"after": 1, "epoch": "older"}, {"after": 99}):
        back = await visitor.dial(conversation=visitor.conversation, **hello)
        assert (await back.receive("log"))["after"] == 0


async def test_notes_and_internal_events_never_reach_the_contact(
    visitor: Visitor, acme: Company, bo: Agent
) -> None:
    socket = await visitor.begin()
    await say(socket)
    number = await conversation_of(visitor)

    def keep_between_us() -> None:
        messaging.add_note(number, agent_id=bo.pk, body="Looks like fraud")
        messaging.add_event(number, "assistant_off", internal=True)
        messaging.post_message(number, sender="agent", agent_id=bo.pk, body="Hello!")

    await in_thread(acme.schema, keep_between_us)
    seen = await socket.until(4)
    assert [(item["seq"], item["sender"]) for item in seen] == [(1, "contact"), (4, "agent")]


async def test_a_lost_hint_costs_one_poll(
    visitor: Visitor, acme: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    socket = await visitor.begin()
    number = await conversation_of(visitor)
    monkeypatch.setattr(hints, "tell_moved", lambda *_: None)
    post = messaging.post_message
    await in_thread(acme.schema, post, number, sender="assistant", body="Here I am.")
    hub().wake_all()
    assert (await socket.until(1))[0]["body"] == "Here I am."


async def test_the_contact_sees_who_types_and_what_was_read_and_no_other_whisper(
    visitor: Visitor, acme: Company
) -> None:
    socket = await visitor.begin()
    await say(socket)
    number = await conversation_of(visitor)
    with in_tenant(acme.schema):
        hints.whisper_here(number, {"type": "viewing", "who": "agent", "name": "Ada"})
        hints.whisper_here(number, {"type": "typing", "who": "contact", "on": True})
        hints.whisper_here(number, {"type": "typing", "who": "agent", "name": "Bo", "on": True})
    await socket.until(1)
    assert (await socket.receive())["name"] == "Bo"
    await in_thread(acme.schema, contacts.seen_by_agent, number, 1)
    assert await socket.receive() == {"type": "seen", "upto": 1}


async def test_asking_for_a_person_hands_over_at_once_and_waiting_can_be_ended(
    visitor: Visitor,
) -> None:
    socket = await visitor.begin()
    await socket.send(action("talk_to_person"))
    told = [item["data"]["event"] for item in await socket.until(2)]
    assert told == ["handed_off", "asked_for"], "they have not said what it is about"
    assert socket.state["can_cancel_wait"]
    await socket.send(action("contact_details", name="Cleo", email="cleo@customer.example"))
    await socket.send(action("cancel_wait"))
    assert (await socket.until(3))[2]["data"]["event"] == "wait_cancelled"
    assert (socket.state["status"], socket.state["can_cancel_wait"]) == ("assisted", False)


async def test_the_contact_ends_the_conversation_and_opens_it_again_by_writing(
    visitor: Visitor,
) -> None:
    socket = await visitor.begin()
    await say(socket)
    await socket.send(action("end"))
    await socket.receive("ack")
    assert (await visitor.read())["state"]["status"] == "resolved"
    assert await say(socket, "One more thing") > 1


async def test_a_blocked_contact_is_told_so(visitor: Visitor, acme: Company, bo: Agent) -> None:
    socket = await visitor.begin()
    await say(socket)
    number = await conversation_of(visitor)
    await in_thread(acme.schema, lifecycle.block, number, by=bo)
    for frame in (message(), action("talk_to_person")):
        await socket.send(frame)
        assert (await socket.receive("nack"))["code"] == "blocked"


async def test_trouble_with_the_database_asks_the_browser_to_try_again(
    visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    socket = await visitor.begin()
    whole = together._ONE
    monkeypatch.setattr(together, "_ONE", "SELECT pg_terminate_backend(pg_backend_pid())")
    frame = message()
    await socket.send(frame)
    nack = await socket.receive("nack")
    assert (nack["cid"], nack["code"], nack["retry"]) == (frame["cid"], "busy", True)
    monkeypatch.setattr(together, "_ONE", whole)
    await socket.send(frame)
    assert (await socket.receive("ack"))["seq"] == 1


async def test_a_contact_that_is_erased_hears_no_more(visitor: Visitor, acme: Company) -> None:
    socket = await visitor.begin()
    await say(socket)

    def erase() -> None:
        Contact.objects.filter(public_id=visitor.session["contact"]["id"]).delete()

    await in_thread(acme.schema, erase)
    hub().wake_all()
    assert (await socket.receive("nack"))["code"] == "gone"


async def test_a_ping_is_answered(visitor: Visitor) -> None:
    socket = await visitor.dial()
    await asyncio.sleep(0)
    await socket.send({"type": "ping"})
    assert await socket.receive("pong") == {"type": "pong"}


async def test_a_message_with_half_a_character_is_refused_by_its_id(visitor: Visitor) -> None:
    socket = await visitor.begin()
    frame = message("half")
    await socket.send(orjson.dumps(frame).decode().replace("half", "\\ud83d"))
    nack = await socket.receive("nack")
    assert (nack["cid"], nack["code"]) == (frame["cid"], "bad_frame")
    assert await say(socket, "And on it goes") == 1
    await socket.close()
