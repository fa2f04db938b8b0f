"""Which web pages may show the chat."""

import re

from django.core.exceptions import ValidationError

from tenants import origins

# https://shop.example.com, https://*.example.com, http://localhost:3000
ORIGIN = re.compile(r"(https?)://(\*\.)?([a-z0-9-]+(?:\.[a-z0-9-]+)*)(:\d{1,5})?\Z")


def parse(text: str) -> list[str]:
    """The origins in ``text``, one a line, as browsers write them. Raises ``ValidationError``."""
    lines = [line.strip().rstrip("/") for line in text.splitlines() if line.strip()]
    written = [origins.canonical(line) for line in lines]
    for origin in written:
        if not ORIGIN.match(origin):
            raise ValidationError(
                "%(origin)s is not an origin. Write one a line, like https://www.example.com",
                params={"origin": origin},
            )
    return written


def allows(allowed: list[str], origin: str | None, *, own: str) -> bool:
    """Whether a page at ``origin`` may use the chat served at host ``own``.

    Nothing allowed means every page may. The tenant's own host always may: the set-up page and
    the help centre are there. Browsers name an origin wherever it matters, so with a list
    nobody comes in without one.
    """
    if origin is None or not origins.is_one(origin):
        return origin is None and not allowed
    if not allowed or origins.is_own(origin, own):
        return True
    return any(_matches(pattern, origins.canonical(origin)) for pattern in allowed)


def _matches(pattern: str, origin: str) -> bool:
    scheme, _, host = pattern.partition("://")
    if not host.startswith("*."):
        return origin == pattern
    return origin.startswith(f"{scheme}://") and origin.endswith(host[1:])
