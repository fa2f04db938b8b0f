"""Requests from other sites' pages: which origins, without cookies, one shape of refusal."""

from collections.abc import Callable, Coroutine
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.utils.cache import patch_vary_headers
from django.views.decorators.csrf import csrf_exempt

from helpdesk.widget import doors
from helpdesk.widget.refusals import KNOWN, Refusal, plain, refusal
from tenants import origins

PREFLIGHT_SECONDS = 600
View = Callable[..., Coroutine[Any, Any, HttpResponseBase]]


def for_pages(*methods: str) -> Callable[[View], View]:
    """Open an asynchronous view to allowed pages. It reads no cookie, so needs no CSRF token."""

    def opened(view: View) -> View:
        @csrf_exempt
        @wraps(view)
        async def door(request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
            response = await _answer(view, methods, request, **kwargs)
            response["Cache-Control"] = "private, no-store"
            return _with_cors(request, response, methods)

        return door

    return opened


def refused(what: Refusal) -> JsonResponse:
    """The nack of the socket as an HTTP answer."""
    response = JsonResponse(what.as_dict(), status=what.status)
    if what.after_ms is not None:
        response["Retry-After"] = str(-(-what.after_ms // 1000))
    return response


async def _answer(
    view: View, methods: tuple[str, ...], request: HttpRequest, **kwargs: Any
) -> HttpResponseBase:
    if request.method not in methods:
        status = 204 if request.method == "OPTIONS" else 405
        return HttpResponse(status=status, headers={"Allow": ", ".join(methods)})
    try:
        if not await _may_enter(request):
            return refused(plain("origin"))
        return await view(request, **kwargs)
    except KNOWN as error:
        return refused(refusal(error))


async def _may_enter(request: HttpRequest) -> bool:
    """Of all requests only one's own page's GET comes without an origin, and it changes nothing."""
    origin = request.headers.get("origin")
    if origin is None and request.method == "GET":
        return True
    return await doors.may_enter(origin, request.get_host())


def _with_cors(
    request: HttpRequest, response: HttpResponseBase, methods: tuple[str, ...]
) -> HttpResponseBase:
    patch_vary_headers(response, ["Origin"])
    origin = request.headers.get("origin")
    if origin and origins.is_one(origin):
        # Reading a refusal does no harm, and tells the developer of the page what is wrong.
        response["Access-Control-Allow-Origin"] = origin
        response["Access-Control-Allow-Methods"] = ", ".join(methods)
        response["Access-Control-Allow-Headers"] = "Authorization, Content-Type"
        response["Access-Control-Expose-Headers"] = "Retry-After"
        response["Access-Control-Max-Age"] = str(PREFLIGHT_SECONDS)
    return response
