"""Two runs never share a data directory, and a killed run locks nobody out."""

from pathlib import Path

import pytest

from embedded import lock
from tests.embedded.running import Run


def test_the_second_is_told_who_the_first_is(tmp_path: Path) -> None:
    file = tmp_path / "running.lock"

    with (
        lock.held(file, "process 7"),
        pytest.raises(lock.Held, match="process 7"),
        lock.held(file, "process 8"),
    ):
        pytest.fail("two held one lock")


def test_it_is_free_again_afterwards(tmp_path: Path) -> None:
    file = tmp_path / "running.lock"
    with lock.held(file, "process 7"):
        pass

    with lock.held(file, "process 8"):
        assert file.read_text() == "process 8"


def test_children_do_not_keep_the_lock_of_a_parent_that_ended(tmp_path: Path) -> None:
    file = tmp_path / "running.lock"
    with lock.held(file):
        family = Run("tests.embedded.family", tmp_path / "log", "exec sleep 600")
        family.told()

    with lock.held(file):
        family.kill()
