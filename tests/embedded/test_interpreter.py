"""The environment is made of the distribution's Python, unless another was asked for."""

import sys
from pathlib import Path

import pytest

from embedded import interpreter


@pytest.fixture
def system(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the distribution's Python of our own release would be; nothing is there yet."""
    monkeypatch.delenv("PYTHON", raising=False)
    monkeypatch.setattr(interpreter, "_SYSTEM", str(tmp_path / "python{}.{}"))
    return tmp_path / f"python{sys.version_info.major}.{sys.version_info.minor}"


def test_the_systems_own_is_taken(system: Path) -> None:
    system.symlink_to(sys.executable)
    assert interpreter.chosen() == str(system)


def test_what_was_asked_for_is_taken(system: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    system.symlink_to(sys.executable)
    monkeypatch.setenv("PYTHON", "python3")
    assert interpreter.chosen() == sys.executable


def test_without_one_it_is_the_python_that_runs_us(system: Path) -> None:
    assert not system.exists()
    assert interpreter.chosen() == sys.executable


def test_one_that_cannot_fill_an_environment_is_passed_over(system: Path) -> None:
    system.write_text("#!/bin/sh\nexit 1\n")
    system.chmod(0o755)
    assert interpreter.chosen() == sys.executable
