"""How often a token may call: a fixed window of a minute, counted in Redis."""

import logging
import time

import redis
from django.conf import settings
from django.core.cache import cache
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.throttling import BaseThrottle
from rest_framework.views import APIView

from helpdesk.api.callers import token_of
from helpdesk.api.models import ApiToken

logger = logging.getLogger(__name__)

WINDOW_SECONDS = 60


class TokenRate(BaseThrottle):
    """At most ``settings.API_RATE_PER_MINUTE`` requests a token in each minute of the clock."""

    def allow_request(self, request: Request, view: APIView) -> bool:
        self.used = _count(token_of(request))
        request._request.META["api.calls_left"] = left = _limit() - self.used
        return left >= 0

    def wait(self) -> float:
        return float(_until_reset())


def tell(request: Request, response: Response) -> None:
    """Say in the headers how many calls are left; silent when nobody counted."""
    left = request._request.META.get("api.calls_left")
    if left is not None:
        response["RateLimit-Limit"] = str(_limit())
        response["RateLimit-Remaining"] = str(max(0, left))
        response["RateLimit-Reset"] = str(_until_reset())


def _count(token: ApiToken) -> int:
    """Calls in this window, this one included; 0 when Redis is away: better unlimited than down."""
    key = f"api:calls:{token.pk}:{int(time.time()) // WINDOW_SECONDS}"
    try:
        cache.add(key, 0, timeout=2 * WINDOW_SECONDS)
        return cache.incr(key)
    except (redis.RedisError, ValueError):
        logger.warning("calls of a token could not be counted", exc_info=True)
        return 0


def _limit() -> int:
    return int(settings.API_RATE_PER_MINUTE)


def _until_reset() -> int:
    return WINDOW_SECONDS - int(time.time()) % WINDOW_SECONDS
