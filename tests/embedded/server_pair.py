"""``python -m tests.embedded.server_pair DATA``: both embedded servers until told to stop."""

import dataclasses
import json
import sys
from pathlib import Path

from embedded.checkout import DataDirectory, here
from embedded.options import Options
from embedded.ports import HIGHEST, LOWEST
from embedded.problem import Stopped
from embedded.servers import Servers
from embedded.supervisor import Supervisor

OPTIONS = Options(
    environment={},
    port=0,
    database_url="",
    redis_url="",
    postgres_programs=None,
    valkey_binary=None,
    server_ports=range(LOWEST, HIGHEST),
)


def main(data: str) -> None:
    with Supervisor() as supervisor:
        addresses = Servers(here(), OPTIONS, DataDirectory(Path(data))).start(supervisor)
        pids = [child.running.pid for child in supervisor.children]
        sys.stdout.write(json.dumps(dataclasses.asdict(addresses) | {"pids": pids}) + "\n")
        sys.stdout.flush()
        supervisor.watch()


if __name__ == "__main__":
    try:
        main(sys.argv[1])
    except Stopped:
        sys.stdout.write("stopped in order\n")
