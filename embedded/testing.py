"""``make test``: the whole suite on servers of its own that are thrown away afterwards."""

import contextlib
import os
import secrets
import shlex
import shutil
import signal
import tempfile
from collections.abc import Iterator
from pathlib import Path

from embedded import lock
from embedded.browser import find_browser
from embedded.checkout import Checkout, DataDirectory
from embedded.install import install
from embedded.options import read_options
from embedded.place import remove_place
from embedded.process import Program
from embedded.servers import Addresses, Servers
from embedded.supervisor import Supervisor
from embedded.terminal import say

# Of the caller's settings the tests see these alone: the rest must not change their outcome.
_KEPT = ("PATH", "HOME", "USER", "LANG", "TERM", "TMPDIR", "TZ", "CI", "PLAYWRIGHT_BROWSERS_PATH")


def test(checkout: Checkout, supervisor: Supervisor) -> int:
    """Run pytest with ``ARGS`` and return its exit status."""
    # .env names the servers of the application, not those of the tests.
    options = read_options()
    install(checkout, supervisor, dev=True)
    browser = find_browser(checkout, supervisor)
    with _thrown_away(checkout) as data:
        say("Starting PostgreSQL and Valkey for the tests …")
        addresses = Servers(checkout, options, data, durable=False).start(supervisor)
        environment = _environment(addresses) | ({"CHROMIUM": browser} if browser else {})
        status = supervisor.run(_pytest(checkout, environment))
        supervisor.stop_all()
    return status


def _pytest(checkout: Checkout, environment: dict[str, str]) -> Program:
    arguments = shlex.split(os.environ.get("ARGS", ""))
    return Program(
        name="pytest",
        argv=(str(checkout.python), "-m", "pytest", "-n", "2", *arguments),
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


@contextlib.contextmanager
def _thrown_away(checkout: Checkout) -> Iterator[DataDirectory]:
    """A data directory for one run; those of runs that were killed go first."""
    tests = checkout.data.file("tests")
    tests.mkdir(exist_ok=True)
    tests.chmod(0o711)
    for old in tests.iterdir():
        with contextlib.suppress(lock.Held), lock.held(old / "running.lock"):
            _remove(old)
    directory = Path(tempfile.mkdtemp(dir=tests))
    directory.chmod(0o711)
    with lock.held(directory / "running.lock"):
        yield DataDirectory(directory)
        _remove(directory)


def _remove(directory: Path) -> None:
    remove_place(directory)
    shutil.rmtree(directory)
