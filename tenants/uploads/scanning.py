"""Ask clamd whether a file is malware, where a scanner is set up (``CLAMD_ADDRESS``)."""

import logging
import socket
import struct
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

logger = logging.getLogger(__name__)

PATIENCE_SECONDS = 30
CHUNK_BYTES = 64 * 1024


class ScannerAway(Exception):
    """The scanner cannot be asked, so the file cannot be taken now."""


def finding(path: Path) -> str:
    """The name of the malware in the file, or nothing. Raises ``ScannerAway``.

    Speaks INSTREAM as clamd(8) describes it: chunks with their length in front, an empty one
    at the end, and one line of answer. What the scanner did not say is never taken for "clean".
    """
    if not settings.CLAMD_ADDRESS:
        return ""
    try:
        with _connected() as wire:
            said = _streamed(wire, path)
    except OSError as error:
        logger.warning("clamd cannot be asked: %s", error)
        raise ScannerAway(_("The file cannot be checked at the moment.")) from error
    if said == "stream: OK":
        return ""
    if said.endswith(" FOUND"):
        return said.removeprefix("stream: ").removesuffix(" FOUND")
    logger.warning("clamd said: %s", said)
    raise ScannerAway(_("The file cannot be checked at the moment."))


def _connected() -> socket.socket:
    address = settings.CLAMD_ADDRESS
    if address.startswith("/"):
        wire = socket.socket(socket.AF_UNIX)
        wire.settimeout(PATIENCE_SECONDS)
        wire.connect(address)
        return wire
    host, _, port = address.rpartition(":")
    return socket.create_connection((host, int(port)), timeout=PATIENCE_SECONDS)


def _streamed(wire: socket.socket, path: Path) -> str:
    wire.sendall(b"zINSTREAM\0")
    with path.open("rb") as content:
        while chunk := content.read(CHUNK_BYTES):
            wire.sendall(struct.pack(">I", len(chunk)) + chunk)
    wire.sendall(struct.pack(">I", 0))
    said = b""
    while not said.endswith(b"\0") and (more := wire.recv(4096)):
        said += more
    return said.rstrip(b"\0").decode(errors="replace").strip()
