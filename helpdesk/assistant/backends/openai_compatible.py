"""Any endpoint that speaks OpenAI's chat protocol, hosted or local.

Measured on the client: a stream that ends early raises nothing and looks complete, broken events
raise a parser's own error, and bytes that trickle in defeat every per-read time-out. Hence a
finish reason is required, every failure is one ``ModelUnavailable``, and the whole call runs
under one deadline. Only cancellation stops a trickle in the middle of a header, so this module,
alone outside the doors, is asynchronous inside.
"""

import asyncio
import socket
from typing import Any

import httpx2
from openai import AsyncOpenAI

from helpdesk.assistant.backends.contract import Completion, Endpoint, ModelUnavailable, Prompt
from helpdesk.assistant.endpoints import addresses_in, public_address

CONNECT_SECONDS = 3.0
# Far above any answer we ask for; a runaway endpoint must not fill the worker's memory.
MAX_CHARACTERS = 20_000


def complete(prompt: Prompt, endpoint: Endpoint, seconds: float) -> Completion:
    """The model's whole answer within ``seconds``. Raises ``ModelUnavailable``."""
    return asyncio.run(_within(seconds, prompt, endpoint))


async def _within(seconds: float, prompt: Prompt, endpoint: Endpoint) -> Completion:
    try:
        async with asyncio.timeout(seconds):
            return await _streamed(prompt, endpoint)
    except ModelUnavailable:
        raise
    except TimeoutError:
        raise ModelUnavailable(f"No complete answer within {seconds:.0f} s.") from None
    except Exception as error:  # the client lets parsers' and sockets' own errors through
        raise ModelUnavailable(f"{type(error).__name__}: {error}"[:200]) from error


async def _streamed(prompt: Prompt, endpoint: Endpoint) -> Completion:
    transport = _transport(endpoint)
    timeout = httpx2.Timeout(None, connect=CONNECT_SECONDS)
    async with (
        httpx2.AsyncClient(transport=transport, timeout=timeout, follow_redirects=False) as http,
        AsyncOpenAI(
            base_url=endpoint.base_url,
            api_key=endpoint.api_key or "none",
            http_client=http,
            max_retries=0,
            timeout=timeout,
        ) as client,
    ):
        stream: Any = await client.chat.completions.create(
            model=endpoint.model,
            messages=[
                {"role": "system", "content": prompt.system},
                {"role": "user", "content": prompt.user},
            ],
            temperature=0,
            max_tokens=prompt.max_tokens,
            stream=True,
        )
        return await _gathered(stream)


async def _gathered(stream: Any) -> Completion:
    """The text of a stream that the model itself ended."""
    parts: list[str] = []
    reason, tokens = None, 0
    async for chunk in stream:
        if chunk.usage:
            tokens = chunk.usage.total_tokens
        for choice in chunk.choices[:1]:
            parts.append(choice.delta.content or "")
            reason = choice.finish_reason or reason
        if sum(map(len, parts)) > MAX_CHARACTERS:
            raise ModelUnavailable("The answer does not end.")
    if reason != "stop":
        raise ModelUnavailable(f"The answer was cut short (finish reason: {reason}).")
    return Completion("".join(parts).strip(), tokens)


def _transport(endpoint: Endpoint) -> httpx2.AsyncHTTPTransport:
    # No proxy from the environment: it would choose the address for us.
    if endpoint.is_trusted:
        return httpx2.AsyncHTTPTransport(trust_env=False)
    return PublicTransport(trust_env=False)


class PublicTransport(httpx2.AsyncHTTPTransport):
    """Connects only to addresses on the public internet, and to the one that was checked."""

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        host, port = request.url.host, request.url.port or 443
        loop = asyncio.get_running_loop()
        found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        address = public_address(addresses_in(found))
        # The Host header is set already; certificates are still checked against the name.
        request.url = request.url.copy_with(host=address)
        request.extensions = {**request.extensions, "sni_hostname": host}
        return await super().handle_async_request(request)
