"""The chat where no socket gets through: the same log and acts over plain requests."""

import asyncio
from uuid import uuid4

from tests.cast import Company
from tests.sockets import Frame
from tests.widget.visitor import Visitor, action, message, say, stored


async def start(visitor: Visitor, key: str = "") -> str:
    answer = await visitor.post("conversations", {"key": key or str(uuid4()), "page": {}})
    assert answer.status_code == 201
    visitor.conversation = answer.json()["id"]
    return visitor.conversation


async def send(visitor: Visitor, frame: Frame) -> tuple[int, Frame]:
    answer = await visitor.post(f"conversations/{visitor.conversation}/messages", frame)
    return answer.status_code, answer.json()


async def test_a_visit_begins_with_the_brand_and_an_empty_list(visitor: Visitor) -> None:
    session = visitor.session
    assert session["brand"]["name"] == "Acme"
    assert "AI assistant" in session["brand"]["greeting"]
    assert session["contact"]["identified"] is False
    assert session["conversations"] == []


async def test_a_browser_that_comes_back_is_the_same_visitor(
    visitor: Visitor, acme: Company
) -> None:
    await start(visitor)
    await send(visitor, message())
    back = await Visitor(acme).arrive(visitor=visitor.token)
    assert back.session["contact"] == visitor.session["contact"]
    assert [one["id"] for one in back.session["conversations"]] == [visitor.conversation]


async def test_a_message_and_the_log_have_the_sockets_shape(visitor: Visitor) -> None:
    await start(visitor)
    frame = message("Hello?")
    assert await send(visitor, frame) == (201, {"seq": 1})
    assert await send(visitor, frame) == (200, {"seq": 1})
    by_http = await visitor.read()
    socket = await visitor.dial(conversation=visitor.conversation)
    by_socket = await socket.receive("log")
    assert {**by_socket, "epoch": by_http["epoch"]} == by_http
    assert await stored(visitor.company) == ["Hello?"]


async def test_starting_is_idempotent_by_key(visitor: Visitor) -> None:
    key = str(uuid4())
    assert await start(visitor, key) == await start(visitor, key)


async def test_refusals_have_the_codes_of_the_socket(visitor: Visitor) -> None:
    await start(visitor)
    cid = str(uuid4())
    answers = [
        await send(visitor, message("")),
        await send(visitor, message("x" * 20_000)),
        await send(visitor, message("One", cid)),
        await send(visitor, message("Two", cid)),
        await send(visitor, {"cid": "7", "body": "x"}),
    ]
    codes = [(status, answer.get("code", "")) for status, answer in answers]
    assert codes == [
        (400, "empty"),
        (413, "too_long"),
        (201, ""),
        (409, "conflict"),
        (400, "bad_frame"),
    ]


async def test_haste_is_answered_with_the_time_to_wait(visitor: Visitor) -> None:
    await start(visitor)
    for _ in range(10):
        await send(visitor, message())
    answer = await visitor.post(f"conversations/{visitor.conversation}/messages", message())
    assert answer.status_code == 429
    assert 1 <= int(answer.headers["retry-after"]) <= 10
    assert answer.json()["retry"] is True


async def test_a_long_poll_ends_when_something_is_said(visitor: Visitor) -> None:
    socket = await visitor.begin()
    reading = asyncio.create_task(visitor.read(after=0, wait=20))
    await asyncio.sleep(0.3)
    assert not reading.done()
    await say(socket, "Now")
    page = await asyncio.wait_for(reading, 5)
    assert [item["body"] for item in page["items"]] == ["Now"]


async def test_a_long_poll_ends_in_time_with_an_empty_page(visitor: Visitor) -> None:
    await start(visitor)
    page = await visitor.read(after=0, wait=1)
    assert (page["after"], page["upto"], page["items"]) == (0, 0, [])
    assert page["state"]["can_talk_to_person"] is True


async def test_actions_work_and_unread_messages_are_counted(visitor: Visitor) -> None:
    await start(visitor)
    place = f"conversations/{visitor.conversation}/actions"
    answer = await visitor.post(place, action("talk_to_person"))
    assert answer.json() == {"done": True}
    assert (await visitor.read())["state"]["status"] == "waiting"
    assert (await visitor.get("unread")).json() == {"unread": 0}


async def test_a_number_that_is_none_is_refused(visitor: Visitor) -> None:
    await start(visitor)
    for after in ("-1", "x", "9" * 30, "²"):
        answer = await visitor.get(f"conversations/{visitor.conversation}/log?after={after}")
        assert answer.json()["code"] == "bad_frame"


async def test_wrong_methods_and_preflights_are_answered(visitor: Visitor) -> None:
    assert (await visitor.get("session")).status_code == 405
    preflight = await visitor.request("OPTIONS", "session")
    assert preflight.status_code == 204
    assert preflight.headers["access-control-allow-headers"] == "Authorization, Content-Type"


async def test_an_address_with_a_nul_character_is_refused(visitor: Visitor) -> None:
    answer = await visitor.get("conversations/a\x00b/log?after=0")
    assert (answer.status_code, answer.json()["code"]) == (400, "bad_frame")


async def test_megabytes_are_refused_as_too_long(visitor: Visitor) -> None:
    await start(visitor)
    assert await send(visitor, message("x" * 3_000_000)) == (
        413,
        {"code": "too_long", "detail": "The frame is over 256 KiB.", "retry": False},
    )
