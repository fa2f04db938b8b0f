"""Hostile files are read by a child that the kernel limits; the parent feels nothing of it."""

import subprocess
import sys
import time
from pathlib import Path

import pytest

from tenants.uploads import inside, jail
from tenants.uploads.kinds import KINDS
from tests.uploads import samples


@pytest.mark.parametrize("name", ["flood.png", "bomb.zip", "crowd.zip"])
def test_bombs_are_refused_in_time(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(samples.HOSTILE[name][0])
    began = time.monotonic()
    with pytest.raises(jail.Broken):
        jail.folders(path) if name.endswith("zip") else jail.picture("png", path)
    assert time.monotonic() - began <= 10


def test_fifty_million_pixels_are_read_and_only_the_child_grows(tmp_path: Path) -> None:
    path = tmp_path / "wide.png"
    path.write_bytes(samples.wide(7_000, 7_000))
    assert inside.MOST_PIXELS >= 7_000 * 7_000
    assert _growth("jail", path) <= 32 * 1024
    assert _growth("here", path) > 100 * 1024  # without a jail


def test_a_child_that_does_not_come_back_is_ended(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jail, "SECONDS", 0.001)
    path = tmp_path / "a.zip"
    path.write_bytes(samples.archive(a=b"x"))
    with pytest.raises(jail.Broken, match="too long"):
        jail.folders(path)


def test_no_kind_is_taken_that_a_browser_would_run() -> None:
    media = {kind.media for kind in KINDS.values()}
    assert not [
        one for one in media if any(word in one for word in ("html", "svg", "xml+", "script"))
    ]


def _growth(where: str, path: Path) -> int:
    """In KiB, of a process that did nothing before."""
    program = [sys.executable, "-m", "tests.uploads.growth", where, str(path)]
    done = subprocess.run(program, capture_output=True, text=True, check=True, timeout=60)
    return int(done.stdout)
