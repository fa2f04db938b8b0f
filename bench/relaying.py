"""A floor: a socket whose every frame is one question to a model, and its words come back.

No tenant, no log-in, no message stored, no retrieval, no check; parsed and passed on as they come.
``FLOOR_MODEL`` names the endpoint.
"""

import os
from typing import Any

import httpx2  # noqa: TID251 - the floor asks for itself
import orjson

_client = httpx2.AsyncClient(timeout=30)


async def app(scope: dict[str, Any], receive: Any, send: Any) -> None:
    """An ASGI application without a framework."""
    if scope["type"] != "websocket":
        return
    while (event := await receive())["type"] != "websocket.disconnect":
        if event["type"] == "websocket.connect":
            await send({"type": "websocket.accept"})
        else:
            await _ask(event["text"], send)


async def _ask(question: str, send: Any) -> None:
    asked = {"stream": True, "messages": [{"role": "user", "content": question}]}
    address = f"{os.environ['FLOOR_MODEL']}/chat/completions"
    async with _client.stream("POST", address, json=asked) as response:
        async for line in response.aiter_lines():
            if line.startswith("data: {"):
                for choice in orjson.loads(line[6:])["choices"]:
                    text = choice["delta"].get("content", "")
                    await send({"type": "websocket.send", "text": text})
    await send({"type": "websocket.send", "text": "END"})
