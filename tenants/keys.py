"""Keys in Redis that carry the tenant."""

from tenants.context import PUBLIC, current_schema


def owner() -> str:
    """``t:<schema>`` inside a tenant, ``global`` in the public schema. Raises ``NoTenant``."""
    schema = current_schema()
    return "global" if schema == PUBLIC else f"t:{schema}"


def cache_key(key: str, key_prefix: str, version: int) -> str:
    """What Django's cache calls a key: the owner comes first."""
    return f"{owner()}:{key_prefix}:{version}:{key}"
