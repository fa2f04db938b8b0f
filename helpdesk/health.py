"""``/healthz`` and ``/readyz``: answered on any host, before a tenant is looked up."""

import time
from collections.abc import Awaitable, Callable
from typing import cast

import redis
from asgiref.sync import iscoroutinefunction, sync_to_async
from django.db import Error, connection
from django.http import HttpRequest, HttpResponseBase, JsonResponse
from django.utils.decorators import sync_and_async_middleware

from tenants import wires
from tenants.context import in_public

WORKER_SILENCE_SECONDS = 60

Get = Callable[[HttpRequest], HttpResponseBase]
AsyncGet = Callable[[HttpRequest], Awaitable[HttpResponseBase]]


@sync_and_async_middleware
def health_middleware(get_response: Get | AsyncGet) -> Get | AsyncGet:
    """Answer the two probes; pass everything else on."""
    if iscoroutinefunction(get_response):
        aanswer = cast("AsyncGet", get_response)

        async def amiddleware(request: HttpRequest) -> HttpResponseBase:
            probe = _probe(request)
            return await (sync_to_async(probe)() if probe else aanswer(request))

        return amiddleware

    answer = cast("Get", get_response)

    def middleware(request: HttpRequest) -> HttpResponseBase:
        probe = _probe(request)
        return probe() if probe else answer(request)

    return middleware


def _probe(request: HttpRequest) -> Callable[[], JsonResponse] | None:
    return {"/healthz": _alive, "/readyz": _ready}.get(request.path)


def _alive() -> JsonResponse:
    return JsonResponse({"status": "ok"})


def _ready() -> JsonResponse:
    checks = {"database": _database(), "broker": _broker(), "worker": _worker()}
    ready = all(checks.values())
    body = {"status": "ready" if ready else "not ready", "checks": checks}
    return JsonResponse(body, status=200 if ready else 503)


def _database() -> bool:
    try:
        with in_public(), connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Error:
        return False
    return True


def _broker() -> bool:
    try:
        return bool(wires.client().ping())
    except redis.RedisError:
        return False


def _worker() -> bool:
    try:
        seen = cast("bytes | None", wires.client().get(wires.WORKER_SEEN))
    except redis.RedisError:
        return False
    return seen is not None and time.time() - int(seen) < WORKER_SILENCE_SECONDS
