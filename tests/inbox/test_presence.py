"""Who is at a conversation: seen by colleagues at once, by nobody else, and not for longer than
it is true."""

import re
import time
from collections.abc import Iterator
from datetime import timedelta

import pytest
from asgiref.sync import sync_to_async
from django.utils import timezone
from redis.exceptions import ConnectionError as RedisGone

from helpdesk.assistant import turn
from helpdesk.conversations.models import Contact, Conversation
from helpdesk.inbox.attendance import BEAT_SECONDS, MOST_WATCHED
from helpdesk.live import leaving, marks
from helpdesk.notifying import presence
from helpdesk.notifying.presence import Seen
from helpdesk.routing.models import Availability
from tenants import wires
from tests.cast import Company
from tests.inbox.conftest import Begin, Desk
from tests.inbox.test_socket import ears, in_company, listening
from tests.sockets import Frame, Socket
from tests.widget.visitor import Visitor
from tests.widget.visitor import say as say_as_visitor
from tests.work import run_owed

__all__ = ["ears"]


@pytest.fixture(autouse=True)
def _no_rest() -> Iterator[None]:
    yield
    wires.resting.end()


async def be_at(socket: Socket, conversation: Conversation, doing: str = "viewing") -> list[Frame]:
    """Say that one is there. Returns the others who are."""
    await socket.send({"type": "at", "conversation": conversation.pk, "doing": doing})
    present = await socket.receive("present")
    assert present["conversation"] == conversation.pk
    return list(present["people"])


async def seen_at(company: Company, conversation: Conversation) -> list[Seen]:
    found = await in_company(company, presence.of, [conversation.pk])
    return list(found.get(conversation.pk, []))


async def next_change(socket: Socket) -> tuple[str, str]:
    """Who comes, goes or does something else: their name and what they do now."""
    while True:
        heard = await socket.receive("whisper")
        if heard["kind"] == "presence":
            return heard["name"], heard["doing"]


async def test_who_opens_a_conversation_sees_who_is_there_and_is_seen(
    acme: Company, waiting: Conversation, adas: Desk, bos: Desk
) -> None:
    ada, bo = await listening(acme, adas), await listening(acme, bos)
    assert await be_at(ada, waiting) == []
    (there,) = await be_at(bo, waiting, "replying")
    assert (there["name"], there["initials"], there["doing"]) == ("Ada Lind", "AL", "viewing")
    assert await next_change(ada) == ("Ada Lind", "viewing")
    assert await next_change(ada) == ("Bo Reyes", "replying")
    await be_at(bo, waiting, "noting")
    assert await next_change(ada) == ("Bo Reyes", "noting")
    await bo.close()
    assert await next_change(ada) == ("Bo Reyes", "")
    assert [one.name for one in await seen_at(acme, waiting)] == ["Ada Lind"]


async def test_a_page_of_the_list_is_answered_in_one_round_trip_and_names_who_writes_first(
    acme: Company, waiting: Conversation, begin: Begin, adas: Desk, bos: Desk
) -> None:
    other = await in_company(acme, begin)
    ada, bo = await listening(acme, adas), await listening(acme, bos)
    await be_at(ada, waiting)
    await be_at(bo, waiting, "replying")
    ids = [waiting.pk, other.pk, 7_000_000]
    found = await in_company(acme, presence.of, ids)
    assert {one: [seen.name for seen in people] for one, people in found.items()} == {
        waiting.pk: ["Bo Reyes", "Ada Lind"]
    }
    assert found[waiting.pk][0].speaks
    left = await in_company(acme, presence.of, ids, but_for=found[waiting.pk][0].agent_id)
    assert [seen.name for seen in left[waiting.pk]] == ["Ada Lind"]


async def test_an_agent_with_two_windows_is_there_until_both_are_gone(
    acme: Company, waiting: Conversation, adas: Desk, bos: Desk
) -> None:
    first, second = await listening(acme, adas), await listening(acme, adas)
    bo = await listening(acme, bos)
    await be_at(bo, waiting)
    await next_change(bo)
    await be_at(first, waiting, "replying")
    assert await next_change(bo) == ("Ada Lind", "replying")
    await be_at(second, waiting)
    assert await next_change(bo) == ("Ada Lind", "replying")
    await first.close()
    assert await next_change(bo) == ("Ada Lind", "viewing")
    await second.send({"type": "at", "conversation": None})
    assert await next_change(bo) == ("Ada Lind", "")


async def test_who_opens_another_conversation_has_left_the_one_before(
    acme: Company, waiting: Conversation, begin: Begin, adas: Desk
) -> None:
    other = await in_company(acme, begin)
    ada = await listening(acme, adas)
    await be_at(ada, waiting)
    await be_at(ada, other)
    assert await seen_at(acme, waiting) == []
    assert len(await seen_at(acme, other)) == 1


async def test_rows_hear_of_those_they_show_and_of_no_others(
    acme: Company, waiting: Conversation, begin: Begin, adas: Desk, bos: Desk
) -> None:
    other = await in_company(acme, begin)
    ada, bo = await listening(acme, adas), await listening(acme, bos)
    await bo.send({"type": "watch", "conversations": [other.pk, True, "x", None]})
    await bo.send({"type": "ping"})
    await bo.receive("pong")
    await be_at(ada, waiting)
    await be_at(ada, other)
    heard = await bo.receive("whisper")
    assert (heard["kind"], heard["conversation"]) == ("presence", other.pk)
    await bo.send({"type": "watch", "conversations": list(range(10_000)) * 2})
    await bo.send({"type": "ping"})
    await bo.receive("pong")
    assert MOST_WATCHED < 10_000


async def test_a_mark_that_is_not_renewed_fades(
    acme: Company, waiting: Conversation, adas: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    ada = await listening(acme, adas)
    await be_at(ada, waiting)
    assert BEAT_SECONDS * 2 < marks.KEPT_SECONDS
    key = f"t:{acme.schema}:marks:{waiting.pk}"
    assert 0 < int(wires.client().ttl(key)) <= marks.KEPT_SECONDS  # type: ignore[arg-type]
    later = time.time() + marks.KEPT_SECONDS + 1
    monkeypatch.setattr(time, "time", lambda: later)
    assert await seen_at(acme, waiting) == []


async def test_another_company_sees_nobody_under_the_same_number(
    acme: Company, globex: Company, waiting: Conversation, adas: Desk, guss: Desk
) -> None:
    ada, gus = await listening(acme, adas), await listening(globex, guss)
    await be_at(ada, waiting)
    assert await be_at(gus, waiting) == []
    assert [one.name for one in await seen_at(globex, waiting)] == ["Gus Orr"]
    await be_at(ada, waiting, "replying")
    assert await next_change(gus) == ("Gus Orr", "viewing")
    with pytest.raises(TimeoutError):
        await gus.receive("whisper", timeout=0.4)


async def test_without_redis_nobody_is_seen_and_everything_else_goes_on(
    acme: Company, waiting: Conversation, adas: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    ada = await listening(acme, adas)

    def is_gone(*_args: object) -> None:
        raise RedisGone("no Redis")

    monkeypatch.setattr(marks, "_put", is_gone)
    assert await be_at(ada, waiting) == []
    assert await be_at(ada, waiting, "replying") == []
    await ada.send({"type": "ping"})
    await ada.receive("pong")
    wires.resting.end()
    with monkeypatch.context() as gone:
        gone.setattr(wires, "client", is_gone)
        assert await seen_at(acme, waiting) == []


async def test_a_process_that_ends_takes_its_agents_marks_away(
    acme: Company, waiting: Conversation, adas: Desk
) -> None:
    ada = await listening(acme, adas)
    await be_at(ada, waiting)
    await leaving.let_go(within=1)
    await ada.close()
    assert await seen_at(acme, waiting) == []


def test_the_assistant_is_seen_while_it_answers_and_not_afterwards(
    acme: Company, cleo: Contact, begin: Begin, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[Seen] = []
    consider = turn.consider

    def look(case: object) -> object:
        seen.extend(presence.of([conversation.pk])[conversation.pk])
        return consider(case)  # type: ignore[arg-type]

    monkeypatch.setattr(turn, "consider", look)
    conversation = begin()
    run_owed()
    with acme.bound():
        assert presence.of([conversation.pk]) == {}
    assert [(one.name, one.doing, one.initials) for one in seen] == [
        ("AI assistant", "answering", "AI")
    ]


async def test_who_is_silent_for_long_counts_as_away_and_is_back_with_a_sign_of_life(
    acme: Company, bos: Desk
) -> None:
    def state() -> str:
        page = bos.client.get("/inbox/availability/").content.decode()
        found = re.search(r'data-state="(\w+)"\s+data-away-ms="600000"', page)
        return found[1] if found else page

    def fall_silent() -> None:
        then = timezone.now() - timedelta(minutes=11)
        Availability.objects.update(seen_at=then)

    await sync_to_async(bos.client.post)("/inbox/availability/be/", {"state": "online"})
    assert await sync_to_async(state)() == "online"
    await in_company(acme, fall_silent)
    assert await sync_to_async(state)() == "away"
    bo = await listening(acme, bos)
    await bo.send({"type": "here"})
    await bo.send({"type": "ping"})
    await bo.receive("pong")
    assert await sync_to_async(state)() == "online"


async def test_what_was_read_is_shown_to_the_other_side_both_ways(
    acme: Company, adas: Desk, bos: Desk
) -> None:
    customer = await (await Visitor(acme).arrive()).begin()
    seq = await say_as_visitor(customer, "Hello?")
    await customer.until(seq)
    ada, bo = await listening(acme, adas), await listening(acme, bos)
    number = await in_company(acme, lambda: Conversation.objects.get().pk)
    await ada.send({"type": "seen", "conversation": number, "upto": seq})
    assert await customer.receive("seen") == {"type": "seen", "upto": seq}
    await customer.send({"type": "seen", "upto": seq})
    while (heard := await bo.receive("whisper")).get("seen") != "contact_seen":
        pass
    assert (heard["conversation"], heard["upto"]) == (number, seq)
