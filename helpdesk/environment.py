"""Read settings from the environment; a wrong value stops the process with its name."""

import os
from decimal import Decimal, InvalidOperation
from ipaddress import ip_network
from pathlib import Path
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured


def env_secret(name: str, default: str | None = None) -> str:
    """The value of ``name``, or the content of the file named by ``<name>_FILE``."""
    if file := os.environ.get(f"{name}_FILE"):
        return Path(file).read_text().strip()
    value = os.environ.get(name, default)
    if value is None:
        raise ImproperlyConfigured(f"{name} is not set. See .env.example.")
    return value


def env_bool(name: str, *, default: bool) -> bool:
    value = os.environ.get(name, str(default)).strip().lower()
    if value not in ("true", "false", "1", "0"):
        raise ImproperlyConfigured(f"{name} must be true or false, not {value!r}.")
    return value in ("true", "1")


def env_int(name: str, default: int, *, at_least: int = 0) -> int:
    value = os.environ.get(name, str(default)).strip()
    if not value.isdecimal() or int(value) < at_least:
        raise ImproperlyConfigured(f"{name} must be a whole number from {at_least}, not {value!r}.")
    return int(value)


def env_decimal(name: str, default: str) -> Decimal:
    value = os.environ.get(name, default)
    try:
        number = Decimal(value)
    except InvalidOperation:
        raise ImproperlyConfigured(f"{name} must be a number, not {value!r}.") from None
    if not (number.is_finite() and number >= 0):
        raise ImproperlyConfigured(f"{name} must be 0 or more, not {value!r}.")
    return number


def env_list(name: str, default: str = "") -> list[str]:
    return [part.strip() for part in os.environ.get(name, default).split(",") if part.strip()]


def env_networks(name: str, default: str) -> list[str]:
    """Addresses (``10.0.0.5``) and networks (``10.0.0.0/8``)."""
    listed = env_list(name, default)
    try:
        return [str(ip_network(entry, strict=False)) for entry in listed]
    except ValueError as error:
        raise ImproperlyConfigured(f"{name} must list addresses or networks: {error}.") from None


def database_from(url: str) -> dict[str, object]:
    """``postgresql://user:password@host:port/name`` as Django's dictionary."""
    parts = urlsplit(url)
    if parts.scheme not in ("postgresql", "postgres") or not parts.path.strip("/"):
        raise ImproperlyConfigured(
            "DATABASE_URL must look like postgresql://user:password@host:5432/name."
        )
    return {
        "ENGINE": "tenants.database",
        "NAME": os.environ.get("DATABASE_NAME") or parts.path.strip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": str(parts.port or 5432),
        "CONN_MAX_AGE": 0,
        "OPTIONS": {
            # Lists are read off indexes, a few rows each; the planner's usual guess is a disk
            # that turns, for which it would rather read a table of thousands whole.
            "options": "-c random_page_cost=1.1",
            # Otherwise a connection prepares nothing, not even what asks for it
            # (``tenants.database.direct``). What the ORM says is never prepared.
            "prepare_threshold": 5,
            "pool": _pool(),
        },
    }


def _pool() -> dict[str, int]:
    return {
        "min_size": 1,
        "max_size": env_int("DATABASE_POOL_SIZE", 16),
        "timeout": 10,
        # Attempts to connect come ever more seldom. Given up with those who wait, they begin
        # anew with whoever asks next: else a database that is back is missed as long again.
        "reconnect_timeout": 10,
        # A server process keeps what it learnt of every tenant it served, some 100 KB each.
        "max_lifetime": 1800,
    }
