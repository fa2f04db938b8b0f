"""Which web pages may show the chat."""

import re

from django.core.exceptions import ValidationError

# https://shop.example.com, https://*.example.com, http://localhost:3000
ORIGIN = re.compile(r"(https?)://(\*\.)?([a-z0-9-]+(?:\.[a-z0-9-]+)*)(:\d{1,5})?\Z")


def parse(text: str) -> list[str]:
    """The origins in ``text``, one a line, in lower case. Raises ``ValidationError``."""
    origins = [line.strip().lower().rstrip("/") for line in text.splitlines() if line.strip()]
    for origin in origins:
        if not ORIGIN.match(origin):
            raise ValidationError(
                "%(origin)s is not an origin. Write one a line, like https://www.example.com",
                params={"origin": origin},
            )
    return origins


def allows(allowed: list[str], origin: str | None, *, own: str) -> bool:
    """Whether a page at ``origin`` may use the chat served at host ``own``.

    Nothing allowed means every page may. A caller without an origin is no page. The tenant's
    own host always may: the set-up page and the help centre are there.
    """
    if not allowed or origin is None:
        return True
    origin = origin.lower()
    if origin.partition("://")[2] == own.lower():
        return True
    return any(_matches(pattern, origin) for pattern in allowed)


def _matches(pattern: str, origin: str) -> bool:
    scheme, _, host = pattern.partition("://")
    if not host.startswith("*."):
        return origin == pattern
    return origin.startswith(f"{scheme}://") and origin.endswith(host[1:])
