"""Servers for one run of tests, checks or measurements, and a data directory beside them."""

import contextlib
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from embedded import lock
from embedded.checkout import Checkout, DataDirectory
from embedded.options import read_options
from embedded.place import remove_place
from embedded.servers import Addresses, Servers
from embedded.supervisor import Supervisor


@contextlib.contextmanager
def throwaway_servers(
    checkout: Checkout, supervisor: Supervisor, *, durable: bool = False
) -> Iterator[Addresses]:
    """Servers that forget unless ``durable``; on leaving they stop and their files go."""
    # .env names the servers of the application, not those of the tests.
    options = read_options()
    with throwaway_data(checkout) as data:
        yield Servers(checkout, options, data, durable=durable).start(supervisor)
        supervisor.stop_all()


@contextlib.contextmanager
def throwaway_data(checkout: Checkout) -> Iterator[DataDirectory]:
    """A directory for one run; those of runs that were killed go first."""
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
