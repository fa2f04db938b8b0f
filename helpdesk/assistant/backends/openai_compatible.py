"""Any endpoint that speaks OpenAI's chat protocol, hosted or local.

Spoken over plain HTTP, not with OpenAI's own client: measured, that takes an early end for a
whole answer, lets parsers' errors through, tries again on its own for ten minutes, and costs ten
times as much for each token (docs/decisions/0014). Here every failure is a ``ModelUnavailable``
and the whole call has one deadline.
"""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing, suppress
from functools import partial
from typing import Any, cast

import httpx2

from helpdesk.assistant.backends import loop
from helpdesk.assistant.backends.connections import Line, line_to
from helpdesk.assistant.backends.contract import (
    Completion,
    Endpoint,
    Hear,
    ModelUnavailable,
    Prompt,
    Refused,
)
from helpdesk.assistant.backends.loop import Say
from helpdesk.assistant.backends.reading import Reading, parsed

Events = AsyncGenerator[httpx2.ServerSentEvent, None]

MAX_BYTES = 1_000_000
EVENT_BYTES = 256 * 1024
ERROR_BYTES = 4_000
# Seconds to wait where the endpoint names none.
AGAIN_IN = {429: 1.0, 500: 0.5, 502: 0.5, 503: 0.5, 504: 0.5}
RECONNECT_IN = 0.3
END_SECONDS = 0.05
_BAD_REQUESTS = {400, 404, 405, 415, 422, 501}


def complete(prompt: Prompt, endpoint: Endpoint, seconds: float, hear: Hear) -> Completion:
    """The model's whole answer within ``seconds``. Raises ``ModelUnavailable``."""
    return loop.wait_for(partial(_answer, prompt, endpoint), seconds=seconds, hear=hear)


async def _answer(prompt: Prompt, endpoint: Endpoint, say: Say) -> Completion:
    try:
        async with line_to(endpoint) as line:
            return await _as_far_as_it_can(line, prompt, endpoint, say)
    except ModelUnavailable:
        raise
    except httpx2.ConnectTimeout:
        raise Refused("It cannot be reached.") from None
    except httpx2.ConnectError as error:
        raise Refused(f"It cannot be reached: {error}"[:200], again_in=RECONNECT_IN) from error
    except Exception as error:  # sockets, certificates, name servers: each has its own kinds
        raise ModelUnavailable(f"{type(error).__name__}: {error}"[:200]) from error


async def _as_far_as_it_can(line: Line, prompt: Prompt, endpoint: Endpoint, say: Say) -> Completion:
    """Asks for all that is wanted, and again without what it turns out to refuse."""
    while True:
        try:
            return await _asked(line, _request(prompt, endpoint, line), say)
        except _WillNotStream:
            line.is_plain = True
        except _TakesNoSchema:
            line.is_shapeless = True


class _WillNotStream(Refused):
    """The endpoint gives whole answers only."""


class _TakesNoSchema(Refused):
    """The endpoint answers in a shape of its own only."""


def _request(prompt: Prompt, endpoint: Endpoint, line: Line) -> dict[str, Any]:
    content: dict[str, Any] = {
        "model": endpoint.model,
        "messages": [
            {"role": "system", "content": prompt.system},
            {"role": "user", "content": prompt.user},
        ],
        "temperature": 0,
        "max_tokens": prompt.max_tokens,
        "stream": not line.is_plain,
    }
    if not line.is_plain:
        content["stream_options"] = {"include_usage": True}
    if prompt.schema and not line.is_shapeless:
        shape = {"name": "answer", "strict": True, "schema": prompt.schema}
        content["response_format"] = {"type": "json_schema", "json_schema": shape}
    return {
        "url": f"{endpoint.base_url.rstrip('/')}/chat/completions",
        "json": content,
        "headers": {
            "authorization": f"Bearer {endpoint.api_key or 'none'}",
            # A compressed answer could be a thousand times as long as what we count.
            "accept-encoding": "identity",
        },
    }


async def _asked(line: Line, request: dict[str, Any], say: Say) -> Completion:
    async with line.client.stream("POST", **request) as response:
        if response.status_code != 200:
            raise await _refusal(response, request["json"])
        if response.headers.get("content-encoding", "identity") != "identity":
            raise ModelUnavailable("The answer is compressed, which was not asked for.")
        kind = response.headers.get("content-type", "").partition(";")[0].strip().lower()
        if kind == "text/event-stream":
            return await _read_events(response, say)
        if not kind.endswith("json"):
            raise ModelUnavailable(f"The answer is {kind[:60] or 'of no type'}, not JSON.")
        return await _read_whole(response)  # also from those who pass over the wish to stream


async def _read_events(response: httpx2.Response, say: Say) -> Completion:
    reading = Reading()
    source = aiter(httpx2.EventSource(response, max_event_size=EVENT_BYTES))
    async with aclosing(cast("Events", source)) as events:
        async for event in events:
            if event.data == "[DONE]":
                await _let_end(events)
                break
            if event.data and (said := reading.take(parsed(event.data), "delta")):
                say(said)
    return reading.completion()


async def _let_end(events: Events) -> None:
    """A connection can be used again only once its answer has been read to the end."""
    with suppress(TimeoutError):
        async with asyncio.timeout(END_SECONDS):
            await anext(events, None)


async def _read_whole(response: httpx2.Response) -> Completion:
    reading = Reading()
    reading.take(parsed(await _body(response, MAX_BYTES)), "message")
    return reading.completion()


async def _body(response: httpx2.Response, most: int) -> bytes:
    body = bytearray()
    async with aclosing(response.aiter_raw()) as blocks:
        async for block in blocks:
            body += block
            if len(body) > most:
                raise ModelUnavailable("The answer does not end.")
    return bytes(body)


async def _refusal(response: httpx2.Response, asked: dict[str, Any]) -> ModelUnavailable:
    """What an answer that is none means."""
    status = response.status_code
    if status in AGAIN_IN:
        return Refused(f"It answers {status}.", again_in=_again_in(response, AGAIN_IN[status]))
    told = await _body(response, ERROR_BYTES) if status in _BAD_REQUESTS else b""
    if "response_format" in asked and (b"response_format" in told or b"schema" in told):
        return _TakesNoSchema(f"It answers {status} and takes no schema.")
    if asked["stream"] and b"stream" in told:
        return _WillNotStream(f"It answers {status} and does not stream.")
    return Refused(f"It answers {status}.")


def _again_in(response: httpx2.Response, otherwise: float) -> float:
    """``Retry-After`` in seconds; dates, which need a clock both agree on, are not read."""
    try:
        return max(0.0, float(response.headers.get("retry-after", otherwise)))
    except ValueError:
        return otherwise
