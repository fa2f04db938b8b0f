"""Free TCP ports on the loopback interface, remembered so that addresses stay the same."""

import json
import random
import socket
from pathlib import Path

from embedded.problem import Problem

LOOPBACK = "127.0.0.1"
# Below 32768, where the kernel does not give ports to outgoing connections.
LOWEST, HIGHEST = 20_000, 32_767
_TRIES = 200


def is_free(port: int) -> bool:
    with socket.socket() as probe:
        # A port in TIME_WAIT is free to a server, and servers ask for it the same way.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, port))
        except OSError:
            return False
    return True


def free_port(among: range) -> int:
    for _ in range(_TRIES):
        port = random.choice(among)  # noqa: S311 - spreads parallel runs, guards nothing
        if is_free(port):
            return port
    raise Problem(
        f"No free port was found between {among[0]} and {among[-1]}.",
        "name another range: EMBEDDED_PORTS=24000-24999",
    )


class RememberedPorts:
    """Ports by server name, kept in a file; a port taken meanwhile is replaced."""

    def __init__(self, file: Path, among: range) -> None:
        self._file = file
        self._among = among

    def port_for(self, name: str) -> int:
        known = self._known().get(name, 0)
        if known in self._among and is_free(known):
            return known
        return self._another_for(name)

    def _another_for(self, name: str) -> int:
        port = free_port(self._among)
        self._file.write_text(json.dumps(self._known() | {name: port}))
        return port

    def _known(self) -> dict[str, int]:
        try:
            known: dict[str, int] = json.loads(self._file.read_text())
        except (FileNotFoundError, ValueError):
            return {}
        return known
