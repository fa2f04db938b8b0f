"""Believe ``X-Forwarded-…`` only when it comes from a proxy of ours (OWASP ASVS 5.0, 4.1.3).

``settings.TRUSTED_PROXIES`` lists their addresses or networks. Behind one of them REMOTE_ADDR is
who called it; from anybody else the headers are taken away before something reads them.
"""

from collections.abc import Awaitable, Callable
from functools import lru_cache
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from typing import cast

from asgiref.sync import iscoroutinefunction
from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.utils.decorators import sync_and_async_middleware

Get = Callable[[HttpRequest], HttpResponseBase]
AsyncGet = Callable[[HttpRequest], Awaitable[HttpResponseBase]]

FORWARDED = (
    "HTTP_FORWARDED",
    "HTTP_X_FORWARDED_FOR",
    "HTTP_X_FORWARDED_HOST",
    "HTTP_X_FORWARDED_PORT",
    "HTTP_X_FORWARDED_PROTO",
)


@sync_and_async_middleware
def proxies_middleware(get_response: Get | AsyncGet) -> Get | AsyncGet:
    """Before everything that asks who calls, and whether over TLS."""
    if iscoroutinefunction(get_response):
        aanswer = cast("AsyncGet", get_response)

        async def amiddleware(request: HttpRequest) -> HttpResponseBase:
            _settle(request)
            return await aanswer(request)

        return amiddleware

    answer = cast("Get", get_response)

    def middleware(request: HttpRequest) -> HttpResponseBase:
        _settle(request)
        return answer(request)

    return middleware


def address_of(request: HttpRequest) -> str:
    """Who calls, as far as our own proxies can vouch for it."""
    return str(request.META.get("REMOTE_ADDR", ""))


def is_ours(address: str) -> bool:
    """Whether this is the address of a proxy of ours."""
    try:
        caller = ip_address(address)
    except ValueError:
        return False
    return any(caller in network for network in _networks(tuple(settings.TRUSTED_PROXIES)))


def _settle(request: HttpRequest) -> None:
    meta = request.META
    if not is_ours(address_of(request)):
        for name in FORWARDED:
            meta.pop(name, None)
        return
    hops = [hop.strip() for hop in meta.get("HTTP_X_FORWARDED_FOR", "").split(",")]
    # Each proxy adds who called it at the end; what stands before a stranger, he wrote himself.
    strangers = [hop for hop in reversed(hops) if not is_ours(hop)]
    if strangers and _is_address(strangers[0]):
        meta["REMOTE_ADDR"] = strangers[0]


def _is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True


@lru_cache(maxsize=8)
def _networks(listed: tuple[str, ...]) -> list[IPv4Network | IPv6Network]:
    return [ip_network(entry, strict=False) for entry in listed]
