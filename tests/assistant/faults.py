"""Everything that an endpoint was seen to do instead of answering, streamed and whole.

Each is a behaviour of ``tests.fakes``; half an answer comes first where there is one.
"""

import gzip
import json
from typing import Any

from tests.fakes import Behaviour, Exchange, fails, hangs, says

GOOD = (
    "Open Settings › Billing, choose the invoice and press Ask for a refund [1]. "
    "The money is on your card after 5 working days [1]."
)
# Taken for whole it would pass every check: only how it ended tells that it is not.
HALF = "Open Settings › Billing, choose the invoice and press Ask for a refund [1].\n"
MEGABYTE = 1024 * 1024
# Made beforehand: what that takes of memory is none of a reader's.
PACKED = gzip.compress(bytes(50 * MEGABYTE), compresslevel=1)


async def _half(exchange: Exchange) -> None:
    """And time to read it."""
    await exchange.begin()
    if exchange.is_streamed:
        for word in HALF.split(" "):
            await exchange.word(f"{word} ")
    else:
        await exchange.body('{"choices": [{"index": 0, "message": {"content": "' + HALF)
    await exchange.pause()


async def stalls_after_the_headers(exchange: Exchange) -> None:
    await exchange.begin()
    await exchange.wait()


async def stalls_in_the_middle(exchange: Exchange) -> None:
    await _half(exchange)
    await exchange.wait()


async def trickles_headers(exchange: Exchange) -> None:
    """A byte of a header now and then: no single read ever takes long."""
    await exchange.raw(b"HTTP/1.1 200 OK\r\nX-Slow: ")
    while True:
        await exchange.wait(0.1)
        await exchange.raw(b"x")


async def trickles_words(exchange: Exchange) -> None:
    """One more word now and then, without an end."""
    await _half(exchange)
    while True:
        await exchange.wait(0.1)
        await (exchange.word("and ") if exchange.is_streamed else exchange.body("and "))


async def is_cut_by_a_crash(exchange: Exchange) -> None:
    await _half(exchange)
    exchange.reset()


async def is_cut_in_the_middle(exchange: Exchange) -> None:
    await _half(exchange)
    exchange.cut()


async def ends_early_and_clean(exchange: Exchange) -> None:
    """Nothing on the wire tells this from a whole answer but the missing finish reason."""
    if exchange.is_streamed:
        await _half(exchange)
    else:
        await exchange.whole({"role": "assistant", "content": HALF}, finish=None)


async def says_done_without_a_reason(exchange: Exchange) -> None:
    await ends_early_and_clean(exchange)
    if exchange.is_streamed:
        await exchange.data("[DONE]")


async def redirects(exchange: Exchange) -> None:
    await exchange.begin(status=302, Location="http://127.0.0.1:9/v1/chat/completions")


def _body(content: str | bytes, kind: str = "") -> Behaviour:
    async def behave(exchange: Exchange) -> None:
        await exchange.begin(kind)
        await exchange.body(content)

    return behave


def _answer(content: Any) -> Behaviour:
    """JSON, or an event that holds it."""

    async def behave(exchange: Exchange) -> None:
        await exchange.begin()
        text = json.dumps(content)
        await (exchange.data(text) if exchange.is_streamed else exchange.body(text))

    return behave


async def breaks_an_event(exchange: Exchange) -> None:
    await _half(exchange)
    await exchange.body('\n\ndata: {"choices": [{"delta"\n\ndata: 17\n\n')


async def answers_fifty_megabytes(exchange: Exchange) -> None:
    await exchange.begin()
    for _ in range(50 * 16):
        block = "refund " * (MEGABYTE // 16 // 7)
        await (exchange.word(block) if exchange.is_streamed else exchange.body(block))


async def sends_one_line_of_fifty_megabytes(exchange: Exchange) -> None:
    await exchange.begin()
    await exchange.body('data: {"choices": [{"delta": {"content": "')
    for _ in range(50):
        await exchange.body(b"x" * MEGABYTE)


async def unpacks_to_fifty_megabytes(exchange: Exchange) -> None:
    await exchange.begin(Content_Encoding="gzip")
    await exchange.body(PACKED)


async def asks_for_tools_for_ever(exchange: Exchange) -> None:
    call = {"id": "t", "type": "function", "function": {"name": "f", "arguments": "{}"}}
    if not exchange.is_streamed:
        message = {"role": "assistant", "content": None, "tool_calls": [call] * 100}
        await exchange.whole(message, "tool_calls")
        return
    await exchange.begin()
    while True:
        await exchange.event({"delta": {"tool_calls": [{"index": 0, **call}]}})
        await exchange.wait(0.02)


# What it does: how, and how long we wait for it at most with a deadline of ``SHORT`` seconds.
SHORT = 1.5
AT_ONCE: dict[str, Behaviour] = {
    "answers 401": fails(401),
    "answers 429 and asks for an hour": fails(429, Retry_After="3600"),
    "answers 429 and names a date": fails(429, Retry_After="Wed, 21 Oct 2099 07:28:00 GMT"),
    "answers 429": fails(429),
    "answers 500": fails(500),
    "is cut by a crash": is_cut_by_a_crash,
    "is cut in the middle": is_cut_in_the_middle,
    "ends early and clean": ends_early_and_clean,
    "says done without a reason": says_done_without_a_reason,
    "sends a broken body": _body('{"choices": [{"delta'),
    "breaks an event": breaks_an_event,
    "answers a number": _answer(17),
    "answers a list": _answer([{"text": GOOD}]),
    "answers in a shape of its own": _answer({"result": GOOD}),
    "answers with nothing in the choices": _answer({"choices": [None]}),
    "answers with a number for a text": _answer(
        {"choices": [{"delta": {"content": 17}, "message": {"content": 17}}]}
    ),
    "reports an error": _answer({"error": {"message": "overloaded"}}),
    "sends no body": _body(b""),
    "answers an empty text": says(""),
    "answers fifty megabytes": answers_fifty_megabytes,
    "sends one line of fifty megabytes": sends_one_line_of_fifty_megabytes,
    "unpacks to fifty megabytes": unpacks_to_fifty_megabytes,
    "asks for tools for ever": asks_for_tools_for_ever,
    "runs out of room": says(GOOD, finish="length"),
    "is filtered": says(GOOD, finish="content_filter"),
    "redirects": redirects,
    "shows a web page": _body("<html>Welcome to the Wi-Fi</html>", "text/html"),
}
AT_THE_DEADLINE: dict[str, Behaviour] = {
    "says nothing": hangs,
    "stalls after the headers": stalls_after_the_headers,
    "stalls in the middle": stalls_in_the_middle,
    "trickles headers": trickles_headers,
    "trickles words for ever": trickles_words,
}
