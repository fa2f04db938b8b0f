"""Names the person behind a change to the audit log, on synchronous and asynchronous roads.

The package's own middleware is synchronous, so under ASGI it would hold a thread for each long
poll of the chat; it loads the user for every request, and it believes X-Forwarded-For.
"""

from collections.abc import Awaitable, Callable
from contextlib import AbstractContextManager, nullcontext

from asgiref.sync import iscoroutinefunction
from auditlog.context import set_extra_data
from django.http import HttpRequest, HttpResponseBase
from django.utils.decorators import sync_and_async_middleware

Get = Callable[[HttpRequest], HttpResponseBase]
AsyncGet = Callable[[HttpRequest], Awaitable[HttpResponseBase]]

READING = ("GET", "HEAD", "OPTIONS")


@sync_and_async_middleware
def authorship_middleware(get_response: Get | AsyncGet) -> Get | AsyncGet:
    """Let the history know who asked for what is changed during this request."""
    if iscoroutinefunction(get_response):

        async def amiddleware(request: HttpRequest) -> HttpResponseBase:
            with _named(request):
                response: HttpResponseBase = await get_response(request)
                return response

        return amiddleware

    def middleware(request: HttpRequest) -> HttpResponseBase:
        with _named(request):
            return get_response(request)  # type: ignore[return-value]

    return middleware


def _named(request: HttpRequest) -> AbstractContextManager[None]:
    if request.method in READING:
        return nullcontext()
    # The user stays unloaded until something is recorded.
    address = request.META.get("REMOTE_ADDR")
    context: AbstractContextManager[None] = set_extra_data(
        {"actor": request.user, "remote_addr": address}
    )
    return context
