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
    """Every address of the URL conf that can be walked, its parts as ``<name>``."""
    yield from sorted(all_patterns(urlconf) - set(SKIPPED))


def all_patterns(urlconf: str = "helpdesk.urls") -> set[str]:
    """Every address of the URL conf, those too that a walk must leave out."""
    return set(_walk(get_resolver(urlconf), ""))


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
