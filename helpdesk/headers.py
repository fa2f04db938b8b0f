"""What every answer tells the browser, whoever made it: pages, errors, files, unknown hosts.

Nothing is kept by a browser or a proxy but what is listed here. A view that forgets to say so
is then slow at worst; the other way round it would show one agent's page to another.
"""

import re
from collections.abc import Awaitable, Callable
from typing import cast

from asgiref.sync import iscoroutinefunction
from django.http import HttpRequest, HttpResponseBase
from django.utils.decorators import sync_and_async_middleware

Get = Callable[[HttpRequest], HttpResponseBase]
AsyncGet = Callable[[HttpRequest], Awaitable[HttpResponseBase]]

# The same for everybody who asks this host: scripts, styles, the brand's pictures.
KEPT = re.compile(r"/(static/|widget/(embed\.js|app/|logo/)|help/(brand\.css|icon\.svg)\Z)")
NEVER = "private, no-store"


@sync_and_async_middleware
def headers_middleware(get_response: Get | AsyncGet) -> Get | AsyncGet:
    """Comes first, so that no answer passes it by."""
    if iscoroutinefunction(get_response):
        aanswer = cast("AsyncGet", get_response)

        async def amiddleware(request: HttpRequest) -> HttpResponseBase:
            return _marked(request, await aanswer(request))

        return amiddleware

    answer = cast("Get", get_response)

    def middleware(request: HttpRequest) -> HttpResponseBase:
        return _marked(request, answer(request))

    return middleware


def _marked(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
    is_kept = KEPT.match(request.path) and response.status_code in (200, 304)
    if not (is_kept and response.has_header("Cache-Control")):
        response["Cache-Control"] = NEVER
    # Other sites' pages may not load it as an image, a script or a style, unless the view says so.
    response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
    return response
