"""The child that reads a stranger's picture or archive, within limits that the kernel keeps.

``python -m tenants.uploads.inside <kind> <source> <clean> <preview>`` prints one line of JSON:
``{"width", "height"}``, ``{"folders": [...]}``, or ``{"problem": "…"}``. It writes the picture
without its metadata to ``clean`` and a small one, encoded anew, to ``preview``.
"""

import json
import mmap
import resource
import sys
import zipfile
from pathlib import Path
from typing import Any

from tenants.uploads import metadata

MEMORY_BYTES = 512 * 1024 * 1024
CPU_SECONDS = 10
FILE_BYTES = 64 * 1024 * 1024
MOST_PIXELS = 50_000_000
PREVIEW_PIXELS = 1280
MOST_ENTRIES = 1_000
# An archive may unpack to this many times its size; small ones to SMALL_BYTES in any case.
MOST_RATIO = 100
SMALL_BYTES = 10 * 1024 * 1024
_ORIENTATION = 0x0112
_ON_ITS_SIDE = 5  # this orientation and all above it swap width and height


class Refused(Exception):
    """Why the file is not taken, for its sender."""


def main(kind: str, source: str, clean: str, preview: str) -> None:
    _limit()
    try:
        if kind == "zip":
            found = _archive(Path(source))
        else:
            found = _picture(kind, Path(source), Path(clean), Path(preview))
    except Refused as error:
        found = {"problem": str(error)}
    except Exception as error:  # noqa: BLE001 - whatever a hostile file breaks, it is not taken
        found = {"problem": "It cannot be read; it may be damaged.", "error": repr(error)[:200]}
    sys.stdout.write(json.dumps(found))


def _limit() -> None:
    for what, most in (
        (resource.RLIMIT_AS, MEMORY_BYTES),
        (resource.RLIMIT_CPU, CPU_SECONDS),
        (resource.RLIMIT_FSIZE, FILE_BYTES),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (most, most))


def _picture(kind: str, source: Path, clean: Path, preview: Path) -> dict[str, Any]:
    from PIL import Image, ImageOps  # noqa: PLC0415 - not before the limits hold

    Image.MAX_IMAGE_PIXELS = None  # our own limit is stricter, and no mere warning
    with Image.open(source, formats=[kind]) as image:
        width, height = image.size
        if width * height > MOST_PIXELS:
            raise Refused(f"It has {width} × {height} pixels; at most 50 million are taken.")
        turn = image.getexif().get(_ORIENTATION, 1)
        turn = turn if turn in range(1, 9) else 1
        image.thumbnail((PREVIEW_PIXELS, PREVIEW_PIXELS))
        small = ImageOps.exif_transpose(image).convert("RGBA" if _is_clear(image) else "RGB")
        small.save(preview, "WEBP", quality=82)
    _without_metadata(kind, source, clean, turn)
    if turn >= _ON_ITS_SIDE:
        width, height = height, width
    return {"width": width, "height": height}


def _is_clear(image: Any) -> bool:
    return image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info


def _without_metadata(kind: str, source: Path, clean: Path, turn: int) -> None:
    with (
        source.open("rb") as opened,
        mmap.mmap(opened.fileno(), 0, access=mmap.ACCESS_READ) as content,
        clean.open("wb") as target,
        memoryview(content) as view,
    ):
        for part in metadata.without(kind, view, turn):
            target.write(part)
            if isinstance(part, memoryview):
                part.release()


def _archive(source: Path) -> dict[str, Any]:
    """The names of its first folders. Only the list of contents is read, nothing is unpacked."""
    with zipfile.ZipFile(source) as archive:
        entries = archive.infolist()
    if len(entries) > MOST_ENTRIES:
        raise Refused(f"It holds {len(entries)} files; at most {MOST_ENTRIES} are taken.")
    unpacked = sum(entry.file_size for entry in entries)
    if unpacked > max(SMALL_BYTES, MOST_RATIO * source.stat().st_size):
        raise Refused("It would unpack to far more than its size.")
    return {"folders": sorted({entry.filename.partition("/")[0] + "/" for entry in entries})}


if __name__ == "__main__":
    main(*sys.argv[1:5])
