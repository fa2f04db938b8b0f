"""Cache keys that carry the tenant."""

from tenants.context import PUBLIC, current_schema


def cache_key(key: str, key_prefix: str, version: int) -> str:
    """``t:<schema>:…`` inside a tenant, ``global:…`` in the public schema; unbound raises."""
    schema = current_schema()
    owner = "global" if schema == PUBLIC else f"t:{schema}"
    return f"{owner}:{key_prefix}:{version}:{key}"
