"""One module of the bench in a process of its own: a line of JSON for each row."""

import importlib
import json
import signal
import sys
from typing import NoReturn

from bench.rows import Run

# How a part ends that was told to, before it had measured everything.
CUT = 128 + signal.SIGTERM


def main() -> None:
    """``python -m bench.part NAME '{"quick": …, "seconds": …}'``."""
    signal.signal(signal.SIGTERM, end)
    name, run = sys.argv[1], Run(**json.loads(sys.argv[2]))
    module = importlib.import_module(f"bench.{name}")
    for row in module.measure(run):
        print(json.dumps({"key": row.key, **row.as_json()}), flush=True)


def end(*_signal: object) -> NoReturn:
    """Leave every block on the way out: the servers that they started end with them."""
    sys.exit(CUT)


if __name__ == "__main__":
    main()
