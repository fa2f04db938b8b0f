"""What the caller may set, from the environment or ``.env``, checked before anything starts."""

import os
import socket
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import SplitResult, urlsplit

from embedded.ports import HIGHEST, LOWEST
from embedded.problem import Problem

_HIGHEST_PORT = 65_535
_URLS = {
    "DATABASE_URL": (("postgresql", "postgres"), 5432, "postgresql://user:password@host:5432/name"),
    "REDIS_URL": (("redis", "rediss"), 6379, "redis://:password@host:6379/0"),
}


@dataclass(frozen=True)
class Options:
    """Checked values; an empty URL asks for the embedded server.

    ``environment`` is what else the caller set, for the application.
    """

    environment: Mapping[str, str]
    port: int
    database_url: str
    redis_url: str
    postgres_programs: Path | None
    valkey_binary: Path | None
    server_ports: range
    has_model: bool = False


def read_options(env_file: Path | None = None) -> Options:
    """The environment over ``env_file``. Raises Problem with the setting's name and the fix."""
    env = _with_secrets((_from_file(env_file) if env_file else {}) | os.environ)
    return Options(
        environment=env,
        port=_port("PORT", env.get("PORT") or "8000"),
        database_url=_reachable("DATABASE_URL", env.get("DATABASE_URL", "")),
        redis_url=_reachable("REDIS_URL", env.get("REDIS_URL", "")),
        postgres_programs=_postgres_programs(env.get("PG_BIN", "")),
        valkey_binary=_runnable("VALKEY_BIN", env.get("VALKEY_BIN", "")),
        server_ports=_range(env.get("EMBEDDED_PORTS") or f"{LOWEST}-{HIGHEST}"),
        has_model=_has_model(env.get("MODEL", "")),
    )


def _from_file(file: Path) -> dict[str, str]:
    """``NAME=value`` lines; quotes around a value are dropped."""
    values = {}
    for number, line in enumerate(_lines(file), 1):
        name, equals, value = line.partition("=")
        if not equals or not name.strip().isidentifier():
            raise Problem(f"{file.name}, line {number}: {line!r} is not NAME=value.")
        values[name.strip()] = value.strip().strip("\"'")
    return values


def _with_secrets(env: dict[str, str]) -> dict[str, str]:
    """With the content of the file that ``NAME_FILE`` names as ``NAME``, as the settings do."""
    for name in ("DATABASE_URL", "REDIS_URL", "SECRET_KEY"):
        if file := env.pop(f"{name}_FILE", ""):
            try:
                env[name] = Path(file).read_text(encoding="utf-8").strip()
            except OSError as reason:
                raise Problem(f"{name}_FILE: {reason}.", f"correct {name}_FILE") from None
    return env


def _lines(file: Path) -> list[str]:
    if not file.exists():
        return []
    lines = (line.strip() for line in file.read_text(encoding="utf-8").splitlines())
    return [line for line in lines if line and not line.startswith("#")]


def _port(name: str, value: str) -> int:
    if not value.isdecimal() or not 0 < int(value) <= _HIGHEST_PORT:
        raise Problem(f"{name} is {value!r}.", f"give a number from 1 to 65535: {name}=9000")
    return int(value)


def _range(value: str) -> range:
    low, _, high = value.partition("-")
    first, last = _port("EMBEDDED_PORTS", low), _port("EMBEDDED_PORTS", high)
    if last <= first:
        raise Problem(
            f"EMBEDDED_PORTS is {value!r}.", "give low-high, such as EMBEDDED_PORTS=24000-24999"
        )
    return range(first, last + 1)


def _reachable(name: str, url: str) -> str:
    """``url`` when it is well-formed and something listens there; empty stays empty."""
    if not url:
        return ""
    schemes, default_port, example = _URLS[name]
    parts = _split(url)
    if parts is None or parts.scheme not in schemes:
        raise Problem(f"{name} is not such an address.", f"write it like {example}, or unset it")
    if parts.hostname:
        _knock(name, parts.hostname, parts.port or default_port)
    return url


def _split(url: str) -> SplitResult | None:
    try:
        parts = urlsplit(url)
        _ = parts.port  # reading it is what checks it
    except ValueError:
        return None
    return parts


def _knock(name: str, host: str, port: int) -> None:
    try:
        socket.create_connection((host, port), timeout=5).close()
    except OSError as reason:
        raise Problem(
            f"{name} names {host}:{port}, where nothing answers ({reason}).",
            f"start that server, or unset {name} to use the embedded one",
        ) from None


def _has_model(value: str) -> bool:
    if value not in ("", "local"):
        raise Problem(
            f"MODEL is {value!r}.",
            "give MODEL=local, or name a hosted one with LLM_BASE_URL and LLM_MODEL (.env.example)",
        )
    return bool(value)


def _postgres_programs(value: str) -> Path | None:
    """The directory in PG_BIN, with what is needed from it."""
    if not value:
        return None
    for name in ("postgres", "initdb"):
        _runnable("PG_BIN", f"{value}/{name}")
    return Path(value).resolve()


def _runnable(name: str, value: str) -> Path | None:
    if not value:
        return None
    if not os.access(value, os.X_OK) or Path(value).is_dir():
        raise Problem(
            f"{name}: {value} is not a program that can be run.",
            f"correct {name}, or unset it to use the packaged one",
        )
    return Path(value).resolve()
