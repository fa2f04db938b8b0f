"""Hostile files are read by a child that the kernel limits; the parent feels nothing of it."""

import resource
import time
from pathlib import Path

import pytest

from tenants.uploads import inside, jail
from tenants.uploads.kinds import KINDS
from tests.uploads import samples


def test_bombs_are_refused_and_the_parent_does_not_grow(tmp_path: Path) -> None:
    before = _peak()
    began = time.monotonic()
    for name in ("flood.png", "bomb.zip", "crowd.zip"):
        path = tmp_path / name
        path.write_bytes(samples.HOSTILE[name][0])
        with pytest.raises(jail.Broken):
            jail.folders(path) if name.endswith("zip") else jail.picture("png", path)
    assert _peak() - before <= 32 * 1024
    assert time.monotonic() - began <= 30


def test_a_picture_may_have_fifty_million_pixels(tmp_path: Path) -> None:
    path = tmp_path / "wide.png"
    path.write_bytes(samples.wide(7_000, 7_000))
    assert jail.picture("png", path).width == 7_000
    assert inside.MOST_PIXELS >= 7_000 * 7_000
    path.write_bytes(samples.wide(60_000, 60_000))
    with pytest.raises(jail.Broken, match="at most 50 million"):
        jail.picture("png", path)


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


def _peak() -> int:
    """The most memory this process has had, in KiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
