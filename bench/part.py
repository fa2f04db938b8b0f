"""One module of the bench in a process of its own: a line of JSON for each row."""

import importlib
import json
import sys

from bench.rows import Run


def main() -> None:
    """``python -m bench.part NAME '{"quick": …, "seconds": …}'``."""
    name, run = sys.argv[1], Run(**json.loads(sys.argv[2]))
    module = importlib.import_module(f"bench.{name}")
    for row in module.measure(run):
        print(json.dumps({"key": row.key, **row.as_json()}), flush=True)


if __name__ == "__main__":
    main()
