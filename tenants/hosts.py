"""From a host name to the tenant behind it, remembered for a few seconds."""

import time
from dataclasses import dataclass

from django.conf import settings

from tenants.context import in_public
from tenants.models import Domain

REMEMBER_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class Host:
    """What a host name leads to; ``schema`` is None for the platform's own host."""

    schema: str | None
    slug: str
    name: str


_remembered: dict[str, tuple[float, Host | None]] = {}


def bare(host: str) -> str:
    """``Acme.Localhost:8000`` → ``acme.localhost``."""
    name = host.strip().lower()
    if name.startswith("["):
        return name.partition("]")[0] + "]"
    return name.partition(":")[0].rstrip(".")


def resolve(host: str) -> Host | None:
    """The tenant behind ``host``, or None: an unknown host leads nowhere, never to a default."""
    name = bare(host)
    if name in settings.PLATFORM_HOSTS:
        return Host(schema=None, slug="", name="Handrail")
    if known := remembered(name):
        return known[0]
    found = _look_up(name)
    if len(_remembered) > 10_000:
        _remembered.clear()
    _remembered[name] = (time.monotonic() + REMEMBER_SECONDS, found)
    return found


def remembered(host: str) -> tuple[Host | None] | None:
    """What was found a moment ago; None when nobody looked, whom ``resolve`` then asks."""
    until, found = _remembered.get(bare(host), (0.0, None))
    return (found,) if until > time.monotonic() else None


def last_known(host: str) -> str | None:
    """The schema that ``host`` led to when somebody last looked; asks nobody.

    For counting who asks. Whoever serves a request asks ``resolve``.
    """
    _, known = _remembered.get(bare(host), (0.0, None))
    return known.schema if known else None


def forget() -> None:
    """Drop what is remembered: after a tenant is opened, suspended or closed."""
    _remembered.clear()


def _look_up(name: str) -> Host | None:
    with in_public():
        domain = (
            Domain.objects.select_related("tenant")
            .filter(domain=name, tenant__suspended_at__isnull=True)
            .first()
        )
    if domain is None:
        return None
    tenant = domain.tenant
    return Host(schema=tenant.schema_name, slug=tenant.slug, name=tenant.name)
