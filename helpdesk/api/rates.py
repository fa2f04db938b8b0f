"""How often a token may call."""

from django.conf import settings
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.throttling import BaseThrottle
from rest_framework.views import APIView

from helpdesk.api.callers import token_of
from tenants.counting import Count
from tenants.limits import Limit

WINDOW_SECONDS = 60
CALLS = Limit("api calls", settings.API_RATE_PER_MINUTE, WINDOW_SECONDS)


class TokenRate(BaseThrottle):
    """At most ``settings.API_RATE_PER_MINUTE`` requests a token in a minute from its first."""

    def allow_request(self, request: Request, view: APIView) -> bool:
        self.calls = CALLS.use(token_of(request).pk)
        request._request.META["api.calls"] = self.calls
        return self.calls.used <= _most()

    def wait(self) -> float:
        return float(_until_reset(self.calls))


def tell(request: Request, response: Response) -> None:
    """Say in the headers how many calls are left; silent before anybody counted."""
    calls = request._request.META.get("api.calls")
    if calls is not None:
        response["RateLimit-Limit"] = str(_most())
        response["RateLimit-Remaining"] = str(max(0, _most() - calls.used))
        response["RateLimit-Reset"] = str(_until_reset(calls))


def _most() -> int:
    return int(settings.API_RATE_PER_MINUTE)


def _until_reset(calls: Count) -> int:
    return max(1, -(-calls.rest_ms // 1000))
