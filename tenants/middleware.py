"""HTTP door: host to tenant, bound for the whole request; an unknown host is a 404."""

from collections.abc import Awaitable, Callable
from contextlib import AbstractContextManager
from typing import cast

from asgiref.sync import iscoroutinefunction, sync_to_async
from django.http import HttpRequest, HttpResponseBase, HttpResponseNotFound
from django.utils.decorators import sync_and_async_middleware

from tenants import hosts
from tenants.context import in_public, in_tenant

PUBLIC_URLCONF = "helpdesk.public_urls"

Get = Callable[[HttpRequest], HttpResponseBase]
AsyncGet = Callable[[HttpRequest], Awaitable[HttpResponseBase]]


@sync_and_async_middleware
def tenant_middleware(get_response: Get | AsyncGet) -> Get | AsyncGet:
    """Bind the tenant that the Host header names.

    Two Host headers arrive joined by a comma and match no domain, so they are refused too.
    """
    if iscoroutinefunction(get_response):
        respond = cast("AsyncGet", get_response)

        async def amiddleware(request: HttpRequest) -> HttpResponseBase:
            host = await sync_to_async(_resolve)(request)
            if host is None:
                return _unknown()
            with _bound(request, host):
                return await respond(request)

        return amiddleware

    answer = cast("Get", get_response)

    def middleware(request: HttpRequest) -> HttpResponseBase:
        host = _resolve(request)
        if host is None:
            return _unknown()
        with _bound(request, host):
            return answer(request)

    return middleware


def _resolve(request: HttpRequest) -> hosts.Host | None:
    return hosts.resolve(request.META.get("HTTP_HOST", ""))


def _bound(request: HttpRequest, host: hosts.Host) -> AbstractContextManager[None]:
    request.tenant = host  # type: ignore[attr-defined]
    if host.schema is None:
        request.urlconf = PUBLIC_URLCONF
        return in_public()
    return in_tenant(host.schema)


def _unknown() -> HttpResponseNotFound:
    return HttpResponseNotFound("No workspace is served at this address.", "text/plain")
