"""In which language the inbox speaks: the agent's, else the browser's, else English.

For its pages alone: what customers read follows the contact's language (helpdesk.widget,
knowledge), the admin and the API are in English. Jobs run in English too, so nothing that is kept
for others is written in the language of whoever happened to press a button.
"""

import gettext
from collections.abc import Awaitable, Callable
from contextlib import AbstractContextManager, nullcontext
from functools import cache
from typing import cast

from asgiref.sync import iscoroutinefunction
from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.utils import translation
from django.utils.decorators import sync_and_async_middleware

from helpdesk.agents.models import Agent

# Also what is refused before a page is asked: a page that is not there, too much, no token.
PLACE = "/inbox/"

Get = Callable[[HttpRequest], HttpResponseBase]
AsyncGet = Callable[[HttpRequest], Awaitable[HttpResponseBase]]


@sync_and_async_middleware
def language_middleware(get_response: Get | AsyncGet) -> Get | AsyncGet:
    """Speak the browser's language in the inbox, until it is known who asks (``speak_to``)."""
    if iscoroutinefunction(get_response):
        respond = cast("AsyncGet", get_response)

        async def amiddleware(request: HttpRequest) -> HttpResponseBase:
            with _spoken(request):
                return await respond(request)

        return amiddleware

    answer = cast("Get", get_response)

    def middleware(request: HttpRequest) -> HttpResponseBase:
        with _spoken(request):
            return answer(request)

    return middleware


def speak_to(agent: object) -> None:
    """From here on in the agent's own language, if they chose one."""
    if isinstance(agent, Agent) and agent.locale:
        translation.activate(agent.locale)


@cache
def scripted(language: str) -> dict[str, str]:
    """The words of the scripts in ``language``, by the English ones; none in English."""
    if language == settings.LANGUAGE_CODE:
        return {}
    found = gettext.translation("djangojs", settings.LOCALE_PATHS[0], [language], fallback=True)
    catalogue: dict[str, str] = getattr(found, "_catalog", {})
    return {words: said for words, said in catalogue.items() if words}


def _spoken(request: HttpRequest) -> AbstractContextManager[None]:
    if not request.path_info.startswith(PLACE):
        return nullcontext()
    return translation.override(translation.get_language_from_request(request))
