"""Static files, without holding a thread for every other request.

WhiteNoise's middleware is synchronous only, so Django would run everything below it in a thread:
each waiting chat (25 s over plain HTTP) would hold one. Here it sees requests for files alone.
"""

from collections.abc import Awaitable, Callable
from functools import lru_cache
from typing import cast

from asgiref.sync import iscoroutinefunction, sync_to_async
from django.conf import settings
from django.http import HttpRequest, HttpResponseBase, HttpResponseNotFound
from django.utils.decorators import sync_and_async_middleware
from whitenoise.middleware import WhiteNoiseMiddleware

Get = Callable[[HttpRequest], HttpResponseBase]
AsyncGet = Callable[[HttpRequest], Awaitable[HttpResponseBase]]


@sync_and_async_middleware
def static_files_middleware(get_response: Get | AsyncGet) -> Get | AsyncGet:
    """Serve what lies below ``STATIC_URL``; pass everything else on."""
    serve = _files()
    if iscoroutinefunction(get_response):
        aserve, aanswer = sync_to_async(serve), cast("AsyncGet", get_response)

        async def amiddleware(request: HttpRequest) -> HttpResponseBase:
            return await (aserve if _is_file(request) else aanswer)(request)

        return amiddleware

    answer = cast("Get", get_response)

    def middleware(request: HttpRequest) -> HttpResponseBase:
        return (serve if _is_file(request) else answer)(request)

    return middleware


@lru_cache(maxsize=1)
def _files() -> Get:
    """Looked through once a process: each client of Django's tests makes a chain of its own."""
    return cast("Get", WhiteNoiseMiddleware(_missing))


def _is_file(request: HttpRequest) -> bool:
    return request.path.startswith(settings.STATIC_URL)


def _missing(_request: HttpRequest) -> HttpResponseNotFound:
    return HttpResponseNotFound("There is no such file.", "text/plain")
