"""``python -m tests.embedded.family LOG COMMAND…``: supervise shell commands until told to stop.

The first command serves the others.
"""

import json
import sys
from pathlib import Path

from embedded.problem import Stopped
from embedded.process import Program
from embedded.supervisor import Supervisor


def main(log: str, *commands: str) -> None:
    with Supervisor() as supervisor:
        for number, command in enumerate(commands):
            argv = ("/bin/sh", "-c", command)
            program = Program(
                f"child{number}", argv, log=Path(log), stop_seconds=1, serves_others=number == 0
            )
            supervisor.start(program)
        sys.stdout.write(json.dumps([child.running.pid for child in supervisor.children]) + "\n")
        sys.stdout.flush()
        supervisor.watch()


if __name__ == "__main__":
    try:
        main(*sys.argv[1:])
    except Stopped:
        sys.stdout.write("stopped in order\n")
