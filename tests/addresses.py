"""Every address of a tenant's host, and how to fill in its parts."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from django.urls import get_resolver

_CONVERTER = re.compile(r"<(?:\w+:)?(\w+)>")
_GROUP = re.compile(r"\(\?P<(\w+)>[^()]*(?:\([^()]*\))?[^()]*\)")

# Pages that show or do nothing of a company's and name no row.
SKIPPED = {
    "inbox/logout/": "ends the session that asks",
    "admin/logout/": "ends the session that asks",
}


def patterns(urlconf: str = "helpdesk.urls") -> Iterator[str]:
    """Every address of the URL conf, its parts as ``<name>``."""
    yield from sorted(set(_walk(get_resolver(urlconf), "")) - set(SKIPPED))


def filled(pattern: str, values: Mapping[str, str]) -> str:
    """The address with its parts filled in.

    Raises ``KeyError`` naming a part that no test knows: say there what a stranger gets.
    """
    return "/" + re.sub(r"<(\w+)>", lambda part: values[part[1]], pattern)


def _walk(resolver: Any, prefix: str) -> Iterator[str]:
    for entry in resolver.url_patterns:
        address = prefix + _plain(str(entry.pattern))
        if hasattr(entry, "url_patterns"):
            yield from _walk(entry, address)
        else:
            yield address


def _plain(pattern: str) -> str:
    named = _GROUP.sub(r"<\1>", pattern)
    return _CONVERTER.sub(r"<\1>", named).replace("/?$", "").lstrip("^").rstrip("$")
