"""``python -m helpdesk.web``: the web process. Told to end, it lets its clients go in order.

uvicorn alone closes every socket in the same moment and cuts off requests that wait. Here the
process stops accepting, keeps serving who is there, and sends them away one after the other to
the processes that go on; then uvicorn does the rest.
"""

import argparse
import asyncio
import gc
import sys
from contextvars import Context
from typing import Any

import django
import uvicorn
from django.conf import settings
from django.urls import get_resolver

from helpdesk.live import leaving
from tenants.database.pooler import refuse_shared_sessions

# Frames above this are cut off by the server; the protocol refuses long messages well below.
FRAME_BYTES = 256 * 1024
# For requests that are being answered when everybody has been told to leave.
LAST_ANSWERS_SECONDS = 5
# How long a thread that makes a page keeps the interpreter while sockets want it. Python's 5 ms,
# times the pages under way, would stand between a message and each of its steps.
SWITCH_SECONDS = 0.0005


class WebServer(uvicorn.Server):
    """uvicorn, with a farewell before its shutdown."""

    async def startup(self, sockets: list[Any] | None = None) -> None:
        """Listen, with everything loaded that the first page would load."""
        # Apart: each socket inherits this context, and Django's addresses leave 12 KiB in it.
        Context().run(set_aside)
        await super().startup(sockets)

    async def shutdown(self, sockets: list[Any] | None = None) -> None:
        """Stop accepting, let everybody go within ``DRAIN_SECONDS``, then end."""
        for server in self.servers:
            server.close()
        # A second signal means now.
        farewell = asyncio.create_task(leaving.let_go(settings.DRAIN_SECONDS))
        while not (farewell.done() or self.force_exit):
            await asyncio.sleep(0.05)
        farewell.cancel()
        await super().shutdown(sockets)


def set_aside() -> None:
    """Take what is loaded for good out of the garbage collector's sight.

    It holds half a million objects that never die. To look through them took a tenth of a second
    and more, in which no socket of any tenant was answered, whenever a flood had made enough
    that might be garbage.
    """
    get_resolver().reverse_dict  # noqa: B018 - imports every view
    gc.collect()
    gc.freeze()


def main(arguments: list[str] | None = None) -> None:
    """Serve until SIGTERM or SIGINT."""
    parser = argparse.ArgumentParser("python -m helpdesk.web", description=__doc__)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8000)
    where = vars(parser.parse_args(arguments))
    sys.setswitchinterval(SWITCH_SECONDS)
    django.setup()
    refuse_shared_sessions()
    WebServer(_config(**where)).run()


def _config(**where: Any) -> uvicorn.Config:
    return uvicorn.Config(
        "helpdesk.asgi:application",
        loop="uvloop",
        http="httptools",
        ws="websockets-sansio",
        ws_per_message_deflate=False,
        ws_max_size=FRAME_BYTES,
        lifespan="off",
        access_log=False,
        # Forwarded headers are believed from our own proxies alone (TRUSTED_PROXIES).
        proxy_headers=False,
        timeout_graceful_shutdown=LAST_ANSWERS_SECONDS,
        **where,
    )


if __name__ == "__main__":
    main()
