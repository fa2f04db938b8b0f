"""The small language model in a process of its own, for as long as a test asks it."""

import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.error import URLError

START_SECONDS = 60


@contextmanager
def running(port: int) -> Iterator[str]:
    """Serve on loopback; gives the address of its protocol."""
    command = [sys.executable, "-m", "embedded.local_model", str(port)]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _wait(port, server)
        yield f"http://127.0.0.1:{port}/v1"
    finally:
        server.kill()
        server.wait()


def _wait(port: int, server: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + START_SECONDS
    while True:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/health", timeout=5):
                return
        except (URLError, TimeoutError, ConnectionError):
            assert server.poll() is None, "The model's server ended by itself."
            assert time.monotonic() < end, "The model's server does not answer."
            time.sleep(0.05)
