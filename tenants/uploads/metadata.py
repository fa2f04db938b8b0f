"""Take out of a picture what its owner did not mean to send: place, camera, time, comments.

The file's own parts are copied or left out, so no pixel changes and nothing is decoded. What
follows the end of the picture is left out too: there a second file may hide. How the picture is
to be turned is kept. GIF files carry none of this from cameras and stay as they are.
"""

import struct
from collections.abc import Callable, Iterator
from typing import Final

Part = bytes | memoryview

_PNG_LEFT_OUT: Final = (b"eXIf", b"tEXt", b"zTXt", b"iTXt", b"tIME")
_UPRIGHT = 1
# JPEG markers (ITU T.81, table B.1).
_SOI, _EOI, _SOS, _COMMENT = 0xD8, 0xD9, 0xDA, 0xFE
_APP2, _ADOBE, _APPS = 0xE2, 0xEE, range(0xE1, 0xF0)
_EXIF_FLAGS = 0x08 | 0x04  # in VP8X: Exif and XMP follow


def without(kind: str, content: memoryview, orientation: int = _UPRIGHT) -> Iterator[Part]:
    """The parts of the file to keep, in order. Raises ``ValueError`` when it is malformed."""
    known: dict[str, Callable[[], Iterator[Part]]] = {
        "jpeg": lambda: _jpeg(content, orientation),
        "png": lambda: _png(content),
        "webp": lambda: _webp(content),
    }
    try:
        yield from known.get(kind, lambda: iter([content]))()
    except (struct.error, IndexError) as error:
        raise ValueError("The picture ends too early.") from error


def _png(content: memoryview) -> Iterator[Part]:
    yield content[:8]
    at, name = 8, b""
    while name != b"IEND":
        length, name = struct.unpack_from(">I4s", content, at)
        end = at + 12 + length
        if end > len(content):
            raise ValueError("A chunk of the picture is cut off.")
        if name not in _PNG_LEFT_OUT:
            yield content[at:end]
        at = end


def _webp(content: memoryview) -> Iterator[Part]:
    kept: list[Part] = []
    at, end = 12, 8 + struct.unpack_from("<I", content, 4)[0]
    while at + 8 <= min(end, len(content)):
        name, length = struct.unpack_from("<4sI", content, at)
        following = at + 8 + length + length % 2
        if name == b"VP8X":
            flags = content[at + 8] & ~_EXIF_FLAGS
            kept += [content[at : at + 8], bytes([flags]), content[at + 9 : following]]
        elif name not in (b"EXIF", b"XMP "):
            kept.append(content[at:following])
        at = following
    yield struct.pack("<4sI4s", b"RIFF", 4 + sum(map(len, kept)), b"WEBP")
    yield from kept


def _jpeg(content: memoryview, orientation: int) -> Iterator[Part]:
    yield content[:2]
    if orientation != _UPRIGHT:
        yield _turned(orientation)
    at = 2
    while True:
        marker, at = _marker(content, at)
        if marker == _EOI:
            yield b"\xff\xd9"
            return
        end = at + struct.unpack_from(">H", content, at)[0]
        if not _left_out(marker, content[at + 2 : end]):
            yield bytes([0xFF, marker])
            yield content[at:end]
        at = end
        if marker == _SOS:
            at = _after_scan(content, end)
            yield content[end:at]


def _marker(content: memoryview, at: int) -> tuple[int, int]:
    """The marker at ``at`` and where it ends; any number of 0xFF may fill the space before."""
    if content[at] != 0xFF:
        raise ValueError("The picture's parts do not follow each other.")
    while content[at] == 0xFF:
        at += 1
    return content[at], at + 1


def _left_out(marker: int, inside: memoryview) -> bool:
    if marker == _APP2:  # colours are kept, further pictures (with places of their own) are not
        return bytes(inside[:12]) != b"ICC_PROFILE\x00"
    return marker == _COMMENT or (marker in _APPS and marker != _ADOBE)


def _after_scan(content: memoryview, at: int) -> int:
    """Where the coded pixels end: at the next marker that is no stuffing and no restart."""
    whole = content.obj
    while True:
        at = whole.find(b"\xff", at)  # type: ignore[attr-defined]
        if at < 0 or at + 1 >= len(content):
            raise ValueError("The picture ends too early.")
        following = content[at + 1]
        if following not in (0x00, 0xFF) and not 0xD0 <= following <= 0xD7:
            return at
        at += 1 if following == 0xFF else 2


def _turned(orientation: int) -> bytes:
    """An Exif segment that says nothing but how the picture is turned (Exif 2.3, 4.6.4)."""
    entry = struct.pack(">HHIHH", 0x0112, 3, 1, orientation, 0)
    tiff = b"MM\x00*" + struct.pack(">IH", 8, 1) + entry + struct.pack(">I", 0)
    exif = b"Exif\x00\x00" + tiff
    return struct.pack(">BBH", 0xFF, 0xE1, len(exif) + 2) + exif
