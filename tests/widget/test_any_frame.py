"""Whatever arrives on the chat's socket ends in an answer, a refusal or a goodbye."""

from uuid import uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.any_frames import LISTS, frames, fuzzing, kind_of, put
from tests.sockets import Closed, Frame
from tests.widget.visitor import Tab, Visitor, say

COMING: list[Frame] = [
    {"type": "hello", "token": "$token", "conversation": "$conversation", "after": 1},
    {"type": "hello", "token": "$token"},
]
SPEAKING: list[Frame] = [
    {"type": "start", "key": "$cid", "page": {"url": "https://shop.example"}, "locale": "en"},
    {"type": "send", "cid": "$cid", "body": "How do I export my data?"},
    {"type": "resume", "after": 0},
    {"type": "typing", "on": True},
    {"type": "seen", "upto": 1},
    {"type": "ping"},
]
DOING: list[Frame] = [
    {"type": "do", "cid": "$cid", "action": "talk_to_person", "reason": "I am in a hurry"},
    {"type": "do", "cid": "$cid", "action": "cancel_wait"},
    {"type": "do", "cid": "$cid", "action": "end"},
    {"type": "do", "cid": "$cid", "action": "solved", "seq": 1, "yes": True},
    {"type": "do", "cid": "$cid", "action": "thumbs", "seq": 1, "up": False},
    {"type": "do", "cid": "$cid", "action": "contact_details", "name": "Cleo", "phone": "1"},
    {"type": "do", "cid": "$cid", "action": "reach_me", "way": "callback", "address": "+49 30 1"},
    {"type": "do", "cid": "$cid", "action": "survey", "invitation": "x", "score": 5},
]
# To these a good frame needs no answer.
SILENT = {"resume", "typing", "seen"}
ANSWERS = {"welcome", "started", "ack", "nack", "log", "typing", "seen"}
GOODBYES = {4401, 4403}


@pytest.mark.proof
@pytest.mark.parametrize("good", [COMING, SPEAKING, DOING], ids=["coming", "speaking", "doing"])
@settings(fuzzing, max_examples=LISTS)
@given(data=st.data())
async def test_any_frame_is_answered_refused_or_ends_the_socket(
    visitor: Visitor, good: list[Frame], data: st.DataObject
) -> None:
    sent = data.draw(frames(good))
    tab = await visitor.begin() if not visitor.conversation else await _back(visitor)
    known = {"token": visitor.token, "conversation": visitor.conversation}
    ended: set[int] = set()
    for frame in sent:
        try:
            answers = await put(tab, frame, {**known, "cid": str(uuid4())})
        except Closed as closed:
            ended.add(closed.code)
            await tab.close()  # until it has left, it counts as one of the visitor's tabs
            tab = await _back(visitor)
            continue
        kinds = {answer["type"] for answer in answers}
        assert kinds <= ANSWERS, (kinds, frame)
        assert kinds or kind_of(frame) in SILENT | {"ping"}, frame
    assert ended <= GOODBYES
    await tab.close()


async def test_the_conversation_goes_on_after_all_that(visitor: Visitor) -> None:
    tab = await visitor.begin()
    for frame in (b"\xff", "null", '{"type": null}', '{"type": "send"}', "\ud83d"):
        await put(tab, frame, {})
    assert await say(tab, "Still here") == 1


async def _back(visitor: Visitor) -> Tab:
    tab = await visitor.dial(conversation=visitor.conversation)
    await tab.receive("log")
    return tab
