"""Pages under ASGI: a synchronous one runs in a thread from its first middleware to its last.

Django's own handler runs the middlewares on the event loop, and each that was written for both
worlds crosses to a thread and back for what it does before the page and once more after it:
some fifteen crossings for a page, of which one is needed.

Of one tenant a process makes a few pages at once. A hundred threads of one would hold the pool's
connections and nine tenths of the interpreter's time, whatever another's customers have to say.
"""

from contextlib import AbstractAsyncContextManager, nullcontext
from typing import Any, Final

from asgiref.sync import iscoroutinefunction, sync_to_async
from django.conf import settings
from django.core.handlers.asgi import ASGIHandler
from django.core.handlers.base import BaseHandler
from django.http import HttpRequest, HttpResponseBase
from django.urls import Resolver404, resolve

from tenants import hosts
from tenants.shares import Share

_making: Final = Share(settings.TENANT_PAGES_AT_ONCE)


class Pages(ASGIHandler):
    """Django's ASGI handler with a second chain of the same middlewares, synchronous throughout.

    Either chain serves every view rightly; to choose the other one only costs time.
    """

    def __init__(self) -> None:
        super().__init__()
        self._synchronous = BaseHandler()
        self._synchronous.load_middleware(is_async=False)

    async def get_response_async(self, request: HttpRequest) -> HttpResponseBase:
        """The answer to ``request``: on the event loop when its view waits there, else in a thread.

        Which thread is Django's choice: one for each request, so that connections are its own.
        """
        if _waits(request.path_info):
            return await super().get_response_async(request)
        respond = sync_to_async(self._synchronous.get_response, thread_sensitive=True)
        async with _turn(request):
            answer: HttpResponseBase = await respond(request)
        return answer


def _turn(request: HttpRequest) -> AbstractAsyncContextManager[Any]:
    """A place in the line of the tenant; hosts that are not known yet stand in none."""
    schema = hosts.last_known(request.META.get("HTTP_HOST", ""))
    return nullcontext() if schema is None else _making.of(schema)


def _waits(path: str) -> bool:
    """Whether a tenant's page at ``path`` is asynchronous."""
    try:
        return iscoroutinefunction(resolve(path).func)
    except Resolver404:
        return False
