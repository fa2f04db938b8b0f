"""Pages under ASGI: a synchronous one runs in a thread from its first middleware to its last.

Django's own handler runs the middlewares on the event loop, and each that was written for both
worlds crosses to a thread and back for what it does before the page and once more after it:
some fifteen crossings for a page, of which one is needed.
"""

from asgiref.sync import iscoroutinefunction, sync_to_async
from django.core.handlers.asgi import ASGIHandler
from django.core.handlers.base import BaseHandler
from django.http import HttpRequest, HttpResponseBase
from django.urls import Resolver404, resolve


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
        answer: HttpResponseBase = await respond(request)
        return answer


def _waits(path: str) -> bool:
    """Whether a tenant's page at ``path`` is asynchronous."""
    try:
        return iscoroutinefunction(resolve(path).func)
    except Resolver404:
        return False
