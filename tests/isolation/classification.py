"""``surfaces.toml``: whose data each surface carries, and where inventory and file disagree."""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

FILE = Path(__file__).with_name("surfaces.toml")
SCOPES = {
    "tenant": "one workspace's, shown to or done by those who belong to it",
    "public": "one workspace's, shown to anybody who asks its host",
    "global": "the platform's own; holds and shows nothing of a workspace's",
    "both": "a table that stands in the public schema and in every workspace's, by decision 0001",
}
_ALWAYS = {"scope", "owner", "personal"}
# Where data rests one must also know how it goes, and how its owner gets it out.
_RESTS = {"tables": {"erased", "exported", "words"}, "storages": {"erased"}, "memory": {"erased"}}
_RESTS |= {"redis": {"erased"}, "channels": set(), "caches": {"erased"}, "log_handlers": {"erased"}}


@dataclass(frozen=True, slots=True)
class Surface:
    """One name with what its group says. ``personal`` and ``words`` are columns for a table."""

    name: str
    scope: str
    owner: str
    personal: Any
    more: dict[str, Any] = field(default_factory=dict)


@lru_cache(maxsize=1)
def surfaces() -> dict[str, dict[str, Surface]]:
    """Kind → name → surface. Raises ``ValueError`` for a group that says too little.

    Read once: a scan asks for each place of memory. Nobody changes what it gives.
    """
    content = tomllib.loads(FILE.read_text())
    return {kind: dict(_named(kind, groups)) for kind, groups in content.items()}


def of_scope(kind: str, scope: str) -> set[str]:
    return {name for name, surface in surfaces()[kind].items() if surface.scope == scope}


def disagreements(found: dict[str, set[str]]) -> list[str]:
    """What is in the application and not in the file, and the other way round."""
    known = surfaces()
    return [
        complaint
        for kind in sorted({*found, *known} - {"redis", "channels"})
        for complaint in differences(kind, found.get(kind, set()), known)
    ]


def differences(
    kind: str, found: set[str], known: dict[str, dict[str, Surface]] | None = None
) -> list[str]:
    """The same for one kind."""
    named = set((known or surfaces()).get(kind, {}))
    new = [_unclassified(kind, name) for name in sorted(found - named)]
    gone = [
        f"[[{kind}]] {name!r} is in surfaces.toml and not in the application: take it out."
        for name in sorted(named - found)
    ]
    return new + gone


def _unclassified(kind: str, name: str) -> str:
    wanted = ", ".join(sorted(_ALWAYS | _RESTS.get(kind, set())))
    scopes = "; ".join(f"{scope} ({meaning})" for scope, meaning in SCOPES.items())
    return (
        f"[[{kind}]] {name!r} is a surface that nobody has classified. Add the name to the group "
        f"of tests/isolation/surfaces.toml that fits, or make a group with {wanted}. "
        f"Scopes: {scopes}."
    )


def _named(kind: str, groups: list[dict[str, Any]]) -> Iterator[tuple[str, Surface]]:
    for group in groups:
        names = group.pop("names")
        missing = (_ALWAYS | _RESTS.get(kind, set())) - set(group)
        if missing or group["scope"] not in SCOPES:
            raise ValueError(f"[[{kind}]] {names}: {missing or group['scope']}, see SCOPES.")
        always = {name: group.pop(name) for name in _ALWAYS}
        for name in names:
            yield name, Surface(name, **always, more=group)
