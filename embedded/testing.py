"""``make test``: the whole suite on servers of its own that are thrown away afterwards."""

import os
import secrets
import shlex
import signal

from embedded.browser import find_browsers
from embedded.checkout import Checkout
from embedded.install import install
from embedded.process import Program
from embedded.servers import Addresses
from embedded.supervisor import Supervisor
from embedded.throwaway import throwaway_servers

# Of the caller's settings the tests see these alone: the rest must not change their outcome.
_KEPT = ("PATH", "HOME", "USER", "LANG", "TERM", "TMPDIR", "TZ", "CI", "PLAYWRIGHT_BROWSERS_PATH")
# One more than a small machine has cores: while a test waits, the others have them.
_WORKERS = ("-n", "3")
# A test that hangs ends its worker with a stack trace, and pytest names it and goes on.
_HANGS = ("-o", "faulthandler_timeout=600", "-o", "faulthandler_exit_on_timeout=true")


def test(checkout: Checkout, supervisor: Supervisor) -> int:
    """Run pytest with ``ARGS`` and return its exit status."""
    install(checkout, supervisor, dev=True)
    browsers = find_browsers(checkout, supervisor)
    with throwaway_servers(checkout, supervisor) as addresses:
        environment = _environment(addresses) | browsers
        return supervisor.run(_pytest(checkout, environment))


def _pytest(checkout: Checkout, environment: dict[str, str]) -> Program:
    arguments = shlex.split(os.environ.get("ARGS", ""))
    return Program(
        name="pytest",
        argv=(str(checkout.python), "-m", "pytest", *_WORKERS, *_HANGS, *arguments),
        env=environment,
        cwd=checkout.root,
        stop_signal=signal.SIGINT,
        interactive=True,
    )


def _environment(addresses: Addresses) -> dict[str, str]:
    kept = {name: os.environ[name] for name in _KEPT if name in os.environ}
    return kept | {
        "SECRET_KEY": secrets.token_urlsafe(40),
        "DATABASE_URL": addresses.database_url,
        "REDIS_URL": addresses.redis_url,
    }
