"""Each test is run by ``make test`` or by ``make prove``, and CI fails when either does."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from embedded.checkout import here
from embedded.servers import Addresses
from embedded.testing import PROOFS, TESTS, environment

FILE = """
import pytest

def test_plain(): ...

@pytest.mark.browser
def test_in_a_browser(): ...

@pytest.mark.proof
def test_long(): ...

@pytest.mark.proof
@pytest.mark.browser
def test_long_in_a_browser(): ...
"""
# Stands in for make: it writes down what it was asked for, and one target fails.
MAKE = """#!/bin/sh
echo "$@" >> "$CALLED"
test "$1" != "$FAILS"
"""


def _chosen(file: Path, which: tuple[str, ...]) -> set[str]:
    collect = ["-m", "pytest", "-c", os.devnull, "--collect-only", "-q", *which, str(file)]
    said = subprocess.run(
        [sys.executable, *collect],
        env={**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"},
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    return {line.rpartition("::")[2] for line in said.splitlines() if "::" in line}


def test_what_make_test_leaves_out_is_what_make_prove_runs(tmp_path: Path) -> None:
    file = tmp_path / "test_both.py"
    file.write_text(FILE)
    assert _chosen(file, TESTS) == {"test_plain", "test_in_a_browser"}
    assert _chosen(file, PROOFS) == {"test_long", "test_long_in_a_browser"}


def test_a_caller_says_how_long_to_play_and_changes_nothing_else(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("FUZZ_EXAMPLES", "200")
    monkeypatch.setenv("PROTOCOL_EXAMPLES", "500")
    monkeypatch.setenv("ASSISTANT_BURST_SECONDS", "9")
    known = environment(Addresses("postgresql://ours", "redis://ours"))
    assert (known["FUZZ_EXAMPLES"], known["PROTOCOL_EXAMPLES"]) == ("200", "500")
    assert "ASSISTANT_BURST_SECONDS" not in known


@pytest.mark.parametrize("fails", ["check", "test", "prove", "nothing"])
def test_ci_runs_all_three_and_fails_when_one_does(tmp_path: Path, fails: str) -> None:
    make, called = tmp_path / "make", tmp_path / "called"
    make.write_text(MAKE)
    make.chmod(0o700)
    path = f"{tmp_path}:{os.environ['PATH']}"
    done = subprocess.run(
        [here().root / ".ci" / "run"],
        env={"PATH": path, "CALLED": str(called), "FAILS": fails},
        check=False,
    )
    assert called.read_text().split() == ["check", "test", "prove"]
    assert (done.returncode == 0) is (fails == "nothing")
