"""The environment is made once, and brought up to date when what it should hold changes."""

import shutil
import sys
from pathlib import Path

import pytest

from embedded import install
from embedded.checkout import Checkout
from embedded.problem import Problem
from embedded.supervisor import Supervisor
from tests.embedded.running import ROOT


class _Pip:
    """Notes what it is asked to install."""

    asked: list[str]

    def __init__(self, _checkout: Checkout, _supervisor: Supervisor) -> None:
        pass

    def install(self, part: str) -> None:
        self.asked.append(part)


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What is installed; the environment itself is taken as usable."""
    monkeypatch.setattr(_Pip, "asked", [], raising=False)
    monkeypatch.setattr(install, "_Pip", _Pip)
    monkeypatch.setattr(install, "_is_usable", lambda _checkout: True)
    return _Pip.asked


@pytest.fixture
def checkout(tmp_path: Path) -> Checkout:
    for name in ("requirements.txt", "pyproject.toml"):
        shutil.copy(ROOT / name, tmp_path)
    (tmp_path / ".venv").mkdir()
    return Checkout(tmp_path)


def test_what_is_installed_is_not_installed_again(checkout: Checkout, asked: list[str]) -> None:
    install.install(checkout, Supervisor())
    install.install(checkout, Supervisor())

    assert asked == ["runtime"]


def test_the_tools_come_on_top_when_they_are_wanted(checkout: Checkout, asked: list[str]) -> None:
    install.install(checkout, Supervisor())
    install.install(checkout, Supervisor(), dev=True)

    assert asked == ["runtime", "development", "model"]


def test_changed_requirements_are_installed(checkout: Checkout, asked: list[str]) -> None:
    install.install(checkout, Supervisor())
    with (checkout.root / "requirements.txt").open("a") as requirements:
        requirements.write("# another release\n")

    install.install(checkout, Supervisor())

    assert asked == ["runtime", "runtime"]


def test_a_python_without_venv_is_a_problem_that_names_the_package(
    checkout: Checkout, monkeypatch: pytest.MonkeyPatch
) -> None:
    checkout.venv.rmdir()
    monkeypatch.setenv("PYTHON", "/bin/false")
    monkeypatch.setattr(sys, "executable", "/bin/false")

    with pytest.raises(Problem, match="apt-get install python3-venv"):
        install.install(checkout, Supervisor())
