"""Tries at the doors of an account, and when there were too many.

Each try is counted by address, by account and address, and by account. The last stops those who
try one account from everywhere; whoever does that must not keep its owner out, so a browser in
which the account was logged in before counts for itself ("device cookies", OWASP).
"""

from datetime import timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

from helpdesk.agents.models import Agent
from tenants.limits import Limit
from tenants.proxies import address_of
from tenants.signing import BadToken, sign, unsign

QUARTER, HOUR = 15 * 60, 60 * 60

LOG_IN_ADDRESS = Limit("log-in by address", 100, QUARTER)
LOG_IN_NEAR = Limit("log-in by account and address", 5, QUARTER)
LOG_IN_FAR = Limit("log-in by account", 30, QUARTER)
LOG_IN_KNOWN = Limit("log-in by known browser", 10, QUARTER)
RESET_ADDRESS = Limit("reset by address", 20, HOUR)
RESET_ACCOUNT = Limit("reset by account", 5, HOUR)
PASSWORD = Limit("old password", 10, QUARTER)

KNOWN_PURPOSE = "known-browser"
KNOWN_FOR = timedelta(days=180)


def log_in(request: HttpRequest, email: str) -> None:
    """Count a try to log in, before the password is looked at. Raises ``TooFast``."""
    address = address_of(request)
    if _is_known(request, email):
        LOG_IN_KNOWN.spend(email)
        return
    LOG_IN_ADDRESS.spend(address)
    LOG_IN_NEAR.spend(email, address)
    # Only what the first two let through: one address alone cannot use this up.
    LOG_IN_FAR.spend(email)


def logged_in(request: HttpRequest, email: str) -> None:
    """After a success, the next mistake is the first again."""
    LOG_IN_KNOWN.give_back(email)
    LOG_IN_NEAR.give_back(email, address_of(request))


def reset(request: HttpRequest, email: str) -> None:
    """Count a wish for a link by mail. Raises ``TooFast``."""
    RESET_ADDRESS.spend(address_of(request))
    RESET_ACCOUNT.spend(email)


def remember(response: HttpResponseBase, agent: Agent) -> None:
    """Let this browser be known by the account that has just logged in."""
    response.set_cookie(
        settings.KNOWN_COOKIE_NAME,
        sign(KNOWN_PURPOSE, {"agent": agent.pk}),
        max_age=KNOWN_FOR,
        httponly=True,
        secure=settings.SESSION_COOKIE_SECURE,
        samesite="Lax",
    )


def _is_known(request: HttpRequest, email: str) -> bool:
    try:
        token = request.COOKIES.get(settings.KNOWN_COOKIE_NAME, "")
        known = unsign(KNOWN_PURPOSE, token, max_age=KNOWN_FOR)
    except BadToken:
        return False
    return Agent.objects.filter(pk=known["agent"], email=email.strip().lower()).exists()
