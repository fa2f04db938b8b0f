"""A TCP proxy that misbehaves on request: what a network does to whoever speaks through it.

``python -m tests.chaos.proxy LISTEN_PORT TARGET_PORT`` reads modes from its input, one a line:
``ok``, ``delay 0.1``, ``drop``, ``reset``, ``half``.
"""

import select
import socket
import struct
import sys
import threading
import time
from contextlib import suppress
from enum import StrEnum

HOST = "127.0.0.1"
_LOOK_SECONDS = 0.1
_RESET = struct.pack("ii", 1, 0)


class Mode(StrEnum):
    """``drop`` and ``half`` outlast their end: a connection that lost bytes stays dead."""

    OK = "ok"
    DELAY = "delay"  # every piece arrives ``seconds`` late
    DROP = "drop"  # nothing arrives any more, and nobody says so
    RESET = "reset"  # connections break off, new ones at once
    HALF = "half"  # what the client says arrives; what it is answered does not


class FaultProxy:
    """Stands between clients and a server on this machine; use as a context manager."""

    def __init__(self, target_port: int, port: int = 0) -> None:
        self._target = (HOST, target_port)
        self._mode, self._seconds = Mode.OK, 0.0
        self._closing = threading.Event()
        self._open: set[socket.socket] = set()
        self._listener = socket.create_server((HOST, port))
        self._listener.settimeout(_LOOK_SECONDS)
        self._accepting = threading.Thread(target=self._accept, daemon=True)
        self.port: int = self._listener.getsockname()[1]

    def __enter__(self) -> "FaultProxy":
        self._accepting.start()
        return self

    def __exit__(self, *_exc: object) -> None:
        self._closing.set()
        # Closed under its hands, the listener would fail in a thread that nobody looks at.
        self._accepting.join()
        self._listener.close()
        self._break_all()

    def behave(self, mode: Mode, seconds: float = 0.0) -> None:
        """From now on, for connections that are open and for new ones."""
        self._mode, self._seconds = mode, seconds
        if mode is Mode.RESET:
            self._break_all()

    def _accept(self) -> None:
        while not self._closing.is_set():
            with suppress(TimeoutError):
                client, _ = self._listener.accept()
                self._open.add(client)
                self._connect(client)

    def _connect(self, client: socket.socket) -> None:
        if self._mode is Mode.RESET:
            return self._break_all()
        try:
            server = socket.create_connection(self._target)
        except OSError:
            return self._close(client)
        self._open.add(server)
        return threading.Thread(target=self._carry, args=(client, server), daemon=True).start()

    def _carry(self, client: socket.socket, server: socket.socket) -> None:
        """Both ways until one side ends. ``lost``: who is no longer listened to."""
        other = {client: server, server: client}
        lost: set[socket.socket] = set()
        with suppress(OSError, ValueError):  # closed under our hands
            while not self._closing.is_set():
                lost |= self._unheard(client, server)
                for sender in select.select([client, server], [], [], _LOOK_SECONDS)[0]:
                    piece = sender.recv(65536)
                    if not piece:
                        return self._close(client, server)
                    lost |= self._unheard(client, server)
                    if sender not in lost:
                        time.sleep(self._seconds if self._mode is Mode.DELAY else 0)
                        other[sender].sendall(piece)
        return self._close(client, server)

    def _unheard(self, client: socket.socket, server: socket.socket) -> set[socket.socket]:
        return {Mode.DROP: {client, server}, Mode.HALF: {server}}.get(self._mode, set())

    def _close(self, *sockets: socket.socket) -> None:
        for each in sockets:
            self._open.discard(each)
            each.close()

    def _break_all(self) -> None:
        for each in list(self._open):
            with suppress(OSError):
                each.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
            self._close(each)


def main() -> None:
    listen, target = int(sys.argv[1]), int(sys.argv[2])
    with FaultProxy(target, listen) as proxy:
        for line in sys.stdin:
            mode, _, seconds = line.strip().partition(" ")
            proxy.behave(Mode(mode), float(seconds or 0))


if __name__ == "__main__":
    main()
