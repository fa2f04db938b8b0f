"""Origins of web pages, as browsers write them: scheme, host, and a port that is not usual."""

import re
from typing import Any

from django.conf import settings

# RFC 6454, 6.2. Neither user info, nor path, nor a list of several ever stands in one.
_ONE = re.compile(r"null|[a-z][a-z0-9+.-]*://[^/?#@,\\\s]+")
_USUAL_PORTS = {"http": ":80", "https": ":443"}


def is_one(origin: str) -> bool:
    """Whether a browser could have written this."""
    return _ONE.fullmatch(origin.lower()) is not None


def canonical(origin: str) -> str:
    """``HTTPS://Acme.example:443`` → ``https://acme.example``."""
    scheme, mark, host = origin.lower().partition("://")
    return f"{scheme}{mark}{host.removesuffix(_USUAL_PORTS.get(scheme, ' '))}"


def own(host: str) -> str:
    """The origin of the pages that we serve on ``host``, which carries a port unless usual."""
    return canonical(f"{settings.PUBLIC_SCHEME}://{host}")


def is_own(origin: str | None, host: str) -> bool:
    """Whether a page that says it is at ``origin`` is one of ours on ``host``."""
    return origin is not None and is_one(origin) and canonical(origin) == own(host)


def header(scope: dict[str, Any], name: bytes) -> str | None:
    """A header of a socket's handshake; None when it is not there, or there more than once."""
    values = [value for key, value in scope["headers"] if key == name]
    return values[0].decode("latin-1") if len(values) == 1 else None
