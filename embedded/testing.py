"""``make test`` and ``make prove``: pytest on servers of its own, thrown away afterwards."""

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
# How often hypothesis plays what it makes up.
_LONGER = ("FUZZ_EXAMPLES", "PROTOCOL_EXAMPLES")
# Each test is in one of the two: docs/decisions/0041.
TESTS = ("-m", "not proof")
PROOFS = ("-m", "proof")
# One more than a small machine has cores: while a test waits, the others have them.
_WORKERS = ("-n", "3")
# A test that hangs ends its worker with a stack trace, and pytest names it and goes on.
_HANGS = ("-o", "faulthandler_timeout=600", "-o", "faulthandler_exit_on_timeout=true")


def test(checkout: Checkout, supervisor: Supervisor) -> int:
    """Run what is no long proof, with ``ARGS``; pytest's exit status."""
    return _run(checkout, supervisor, TESTS)


def prove(checkout: Checkout, supervisor: Supervisor) -> int:
    """Run the long proofs, with ``ARGS``; pytest's exit status."""
    return _run(checkout, supervisor, PROOFS)


def _run(checkout: Checkout, supervisor: Supervisor, which: tuple[str, ...]) -> int:
    install(checkout, supervisor, dev=True)
    browsers = find_browsers(checkout, supervisor)
    with throwaway_servers(checkout, supervisor) as addresses:
        known = environment(addresses) | browsers
        return supervisor.run(_pytest(checkout, which, known))


def _pytest(checkout: Checkout, which: tuple[str, ...], known: dict[str, str]) -> Program:
    arguments = shlex.split(os.environ.get("ARGS", ""))
    return Program(
        name="pytest",
        argv=(str(checkout.python), "-m", "pytest", *_WORKERS, *_HANGS, *which, *arguments),
        env=known,
        cwd=checkout.root,
        stop_signal=signal.SIGINT,
        interactive=True,
    )


def environment(addresses: Addresses) -> dict[str, str]:
    """What pytest is started with, and nothing else of the caller's."""
    kept = {name: os.environ[name] for name in (*_KEPT, *_LONGER) if name in os.environ}
    return kept | {
        "SECRET_KEY": secrets.token_urlsafe(40),
        "DATABASE_URL": addresses.database_url,
        "REDIS_URL": addresses.redis_url,
    }
