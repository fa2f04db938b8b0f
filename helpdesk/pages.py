"""Pages under ASGI: a synchronous one is one piece of work for a thread, from start to end.

Django's own handler runs the middlewares on the event loop, and each that was written for both
worlds crosses to a thread and back for what it does before the page and once more after it:
some fifteen crossings for a page. It also begins a thread for each request and ends it again.
Here a page crosses once, to threads that stay.

Of one tenant a process makes a few pages at once. A hundred of one would hold the pool's
connections and nine tenths of the interpreter's time, whatever another's customers have to say.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractAsyncContextManager, nullcontext
from contextvars import copy_context
from functools import cache, partial
from typing import IO, Any, Final, cast

from asgiref.sync import iscoroutinefunction
from django.conf import settings
from django.core.exceptions import RequestAborted
from django.core.handlers.asgi import ASGIHandler, get_script_prefix
from django.core.handlers.base import BaseHandler
from django.core.signals import request_started
from django.http import HttpRequest, HttpResponseBase, StreamingHttpResponse
from django.urls import (
    Resolver404,
    URLPattern,
    URLResolver,
    get_resolver,
    resolve,
    set_script_prefix,
)

from tenants import hosts, origins
from tenants.shares import Share

Scope = dict[str, Any]
Receive = Callable[[], Awaitable[Mapping[str, Any]]]
Send = Callable[[Mapping[str, Any]], Awaitable[None]]

# As many as there are pooled connections (settings.DATABASES): a page that had to wait for one
# would wait here instead, first come, first served.
THREADS = 16
_threads = ThreadPoolExecutor(max_workers=THREADS, thread_name_prefix="page")
_making: Final = Share(settings.TENANT_PAGES_AT_ONCE)


class Pages(ASGIHandler):
    """Django's ASGI handler with a second chain of the same middlewares, synchronous throughout.

    Either chain serves every view rightly; to choose the other one only costs time.
    """

    def __init__(self) -> None:
        super().__init__()
        self._synchronous = BaseHandler()
        self._synchronous.load_middleware(is_async=False)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer on the event loop when the view waits there, else in a thread."""
        if _waits(scope["path"]):
            await super().__call__(scope, receive, send)
            return
        try:
            body = await self.read_body(receive)
        except RequestAborted:
            return
        work = partial(copy_context().run, self._answer, scope, body)
        async with _turn(scope):
            answer = await asyncio.get_running_loop().run_in_executor(_threads, work)
        await self.send_response(answer, send)

    def _answer(self, scope: Scope, body: IO[bytes]) -> HttpResponseBase:
        """The finished answer: nothing of it needs this thread, nor its connection, any more."""
        with body:
            set_script_prefix(get_script_prefix(scope))
            request_started.send(sender=type(self), scope=scope)
            request, refusal = self.create_request(scope, body)
            answer = refusal or self._synchronous.get_response(cast("HttpRequest", request))
            answer._handler_class = type(self)  # type: ignore[attr-defined]
            if isinstance(answer, StreamingHttpResponse) and not answer.is_async:
                answer.streaming_content = _each(list(answer))
            answer.close()
        return answer


async def _each(parts: Iterable[bytes]) -> AsyncIterator[bytes]:
    for part in parts:
        yield part


def _turn(scope: Scope) -> AbstractAsyncContextManager[Any]:
    """A place in the line of the tenant; hosts that are not known yet stand in none."""
    schema = hosts.last_known(origins.header(scope, b"host") or "")
    return nullcontext() if schema is None else _making.of(schema)


def _waits(path: str) -> bool:
    """Whether a tenant's page at ``path`` is asynchronous."""
    if not path.startswith(_where_some_wait()):
        return False
    try:
        return iscoroutinefunction(resolve(path).func)
    except Resolver404:
        return False


@cache
def _where_some_wait() -> tuple[str, ...]:
    """How addresses begin below which a page is asynchronous: the others need no look."""
    return tuple(f"/{at.pattern}" for at in get_resolver().url_patterns if _has_waiting(at))


def _has_waiting(at: URLPattern | URLResolver) -> bool:
    if isinstance(at, URLResolver):
        return any(_has_waiting(below) for below in at.url_patterns)
    return bool(iscoroutinefunction(at.callback))
