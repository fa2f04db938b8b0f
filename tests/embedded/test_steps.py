"""A step is repeated when what it depends on changes, and only then."""

from pathlib import Path

import pytest

from embedded.steps import Steps, digest


class _Migration:
    """Counts how often it is run."""

    def __init__(self) -> None:
        self.runs = 0

    def __call__(self) -> str:
        self.runs += 1
        return f"run {self.runs}"


def test_a_step_is_not_repeated_and_its_result_is_kept(tmp_path: Path) -> None:
    migrate = _Migration()

    assert Steps(tmp_path).once("migrated", "v1", migrate) == "run 1"
    assert Steps(tmp_path).once("migrated", "v1", migrate) == "run 1"
    assert Steps(tmp_path).once("migrated", "v2", migrate) == "run 2"


def test_a_step_that_failed_is_not_taken_as_done(tmp_path: Path) -> None:
    def fail() -> str:
        raise RuntimeError

    with pytest.raises(RuntimeError):
        Steps(tmp_path).once("migrated", "v1", fail)

    assert Steps(tmp_path).once("migrated", "v1", _Migration()) == "run 1"


def test_without_a_memory_every_step_is_done_every_time() -> None:
    migrate = _Migration()
    steps = Steps(None)

    steps.once("migrated", "v1", migrate)

    assert steps.once("migrated", "v1", migrate) == "run 2"


def test_the_digest_changes_with_content_names_and_settings(tmp_path: Path) -> None:
    (tmp_path / "0001.py").write_text("one")
    first = digest(tmp_path, ["*.py"], "8000")
    assert digest(tmp_path, ["*.py"], "8000") == first

    assert digest(tmp_path, ["*.py"], "9000") != first
    (tmp_path / "0001.py").rename(tmp_path / "0002.py")
    assert digest(tmp_path, ["*.py"], "8000") != first
