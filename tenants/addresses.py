"""Whole addresses on the bound tenant's first domain, for mails and for pages to copy from."""

from urllib.parse import urlunsplit

from django.conf import settings

from tenants.models import Domain, Tenant


def whole(path: str) -> str:
    """``/inbox/`` → ``https://help.acme.example/inbox/``. Raises ``Domain.DoesNotExist``."""
    domain = Domain.objects.get(tenant=Tenant.objects.current(), is_primary=True).domain
    port = f":{settings.PUBLIC_PORT}" if settings.PUBLIC_PORT else ""
    return urlunsplit((settings.PUBLIC_SCHEME, f"{domain}{port}", path, "", ""))
