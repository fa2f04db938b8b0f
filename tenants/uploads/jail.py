"""Hand a stranger's file to a child process and hear what it found."""

import json
import logging
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from threading import BoundedSemaphore
from typing import Any

from django.conf import settings

logger = logging.getLogger(__name__)

SECONDS = 20
# Each child may take half a gigabyte and a core.
_free = BoundedSemaphore(2)


class Broken(Exception):
    """The file is not what it should be; the words are for its sender."""


@dataclass(frozen=True, slots=True)
class Picture:
    """What the child made of a picture: its size as shown, and two files beside the source."""

    width: int
    height: int
    clean: Path
    preview: Path


def picture(kind: str, source: Path) -> Picture:
    """Raises ``Broken``."""
    clean, preview = source.with_suffix(".clean"), source.with_suffix(".preview")
    found = _ask(kind, source, clean, preview)
    return Picture(int(found["width"]), int(found["height"]), clean, preview)


def folders(source: Path) -> list[str]:
    """The first folders inside a ZIP file. Raises ``Broken``."""
    found: list[str] = _ask("zip", source, source, source)["folders"]
    return found


def _ask(*arguments: str | Path) -> dict[str, Any]:
    with _free:
        try:
            done = subprocess.run(  # noqa: S603 - our own program, and paths of our own making
                [sys.executable, "-E", "-s", "-m", "tenants.uploads.inside", *map(str, arguments)],
                cwd=settings.BASE_DIR,
                env={"LANG": "C.UTF-8"},
                stdin=subprocess.DEVNULL,
                capture_output=True,
                timeout=SECONDS,
                check=False,
            )
        except subprocess.TimeoutExpired:
            raise Broken("It takes too long to read.") from None
    found: dict[str, Any] = json.loads(done.stdout) if done.returncode == 0 else {}
    if "problem" in found or not found:
        logger.info("a file was not taken: %s %s", done.returncode, found.get("error", ""))
        raise Broken(found.get("problem") or "It takes too much to read.")
    return found
