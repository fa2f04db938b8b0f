"""``make bench``: what operations cost, on durable servers that are thrown away afterwards."""

import os
import secrets
import shlex
import signal

from embedded.checkout import Checkout
from embedded.install import install
from embedded.process import Program
from embedded.servers import Addresses
from embedded.supervisor import Supervisor
from embedded.throwaway import throwaway_servers

_KEPT = ("PATH", "HOME", "LANG", "TERM", "TMPDIR")
INSTALLERS = ("PIP_", "UV_", "SSL_CERT_", "HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY")
# Parts end their own children and drop what they made.
_STOP_SECONDS = 30.0


def bench(checkout: Checkout, supervisor: Supervisor) -> int:
    """Run ``python -m bench`` with ``ARGS``; ``PEER=1`` measures the nearest peer as well."""
    install(checkout, supervisor)
    arguments = shlex.split(os.environ.get("ARGS", ""))
    if os.environ.get("PEER", "") not in ("", "0"):
        arguments.append("--peer")
    # Durable as in production: a commit waits for the disk, on both sides of every ratio.
    with throwaway_servers(checkout, supervisor, durable=True) as addresses:
        known = environment(addresses) | _way_to_packages()
        migrate = program(checkout, known, "manage.py", "migrate_tenants")
        return supervisor.run(migrate) or supervisor.run(
            program(checkout, known, "-m", "bench", *arguments)
        )


def _way_to_packages() -> dict[str, str]:
    """What names the registry and the way to it, by which the peer is installed."""
    return {
        name: value for name, value in os.environ.items() if name.upper().startswith(INSTALLERS)
    }


def program(checkout: Checkout, known: dict[str, str], *arguments: str) -> Program:
    """Python with these arguments, on the terminal of who asked."""
    return Program(
        name="bench",
        argv=(str(checkout.python), *arguments),
        env=known,
        cwd=checkout.root,
        stop_signal=signal.SIGINT,
        stop_seconds=_STOP_SECONDS,
        interactive=True,
    )


def environment(addresses: Addresses) -> dict[str, str]:
    """What the application needs to run on these servers, and nothing else of the caller's."""
    kept = {name: os.environ[name] for name in _KEPT if name in os.environ}
    return kept | {
        "SECRET_KEY": secrets.token_urlsafe(40),
        "DATABASE_URL": addresses.database_url,
        "REDIS_URL": addresses.redis_url,
        "LOG_LEVEL": "WARNING",
        "PYTHONUNBUFFERED": "1",
    }
