"""A page that was asked for too often answers 429 and says when to come back."""

from collections.abc import Awaitable, Callable
from typing import cast

from asgiref.sync import iscoroutinefunction
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.decorators import sync_and_async_middleware

from tenants.limits import TooFast

Get = Callable[[HttpRequest], HttpResponseBase]
AsyncGet = Callable[[HttpRequest], Awaitable[HttpResponseBase]]


@sync_and_async_middleware
def too_fast_middleware(get_response: Get | AsyncGet) -> Get | AsyncGet:
    """Turn ``TooFast``, raised by any view, into its answer."""
    if iscoroutinefunction(get_response):
        arespond = cast("AsyncGet", get_response)

        async def amiddleware(request: HttpRequest) -> HttpResponseBase:
            return await arespond(request)

        amiddleware.process_exception = answer  # type: ignore[attr-defined]
        return amiddleware

    respond = cast("Get", get_response)

    def middleware(request: HttpRequest) -> HttpResponseBase:
        return respond(request)

    middleware.process_exception = answer  # type: ignore[attr-defined]
    return middleware


def answer(request: HttpRequest, error: Exception) -> HttpResponse | None:
    """None for every other error."""
    if not isinstance(error, TooFast):
        return None
    response = render(request, "429.html", {"seconds": error.after_seconds}, status=429)
    response["Retry-After"] = str(error.after_seconds)
    return response
