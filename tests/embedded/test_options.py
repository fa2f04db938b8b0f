"""A wrong setting stops the command with its name and the fix, before anything starts."""

import subprocess
import sys
from pathlib import Path

import pytest

from embedded.options import read_options
from embedded.problem import Problem
from tests.embedded.running import ROOT

_SETTINGS = ("PORT", "DATABASE_URL", "REDIS_URL", "PG_BIN", "VALKEY_BIN", "EMBEDDED_PORTS", "MODEL")


@pytest.fixture(autouse=True)
def _nothing_set(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in _SETTINGS:
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(f"{name}_FILE", raising=False)


def test_nothing_needs_to_be_set() -> None:
    options = read_options()

    assert options.port == 8000
    assert options.database_url == ""
    assert options.redis_url == ""


def test_the_environment_wins_over_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    env_file = tmp_path / ".env"
    env_file.write_text("# ours\nPORT='9000'\nLLM_MODEL=small\n")
    monkeypatch.setenv("PORT", "9001")

    options = read_options(env_file)

    assert options.port == 9001
    assert options.environment["LLM_MODEL"] == "small"


@pytest.mark.parametrize(
    ("name", "value", "fix"),
    [
        ("PORT", "http", "PORT=9000"),
        ("PORT", "70000", "PORT=9000"),
        ("DATABASE_URL", "mysql://localhost/x", "postgresql://user:password@host"),
        ("DATABASE_URL", "postgresql://localhost:port/x", "postgresql://user:password@host"),
        ("DATABASE_URL", "postgresql://127.0.0.1:1/x", "unset DATABASE_URL"),
        ("REDIS_URL", "127.0.0.1:6379", "redis://"),
        ("REDIS_URL", "redis://127.0.0.1:1/0", "unset REDIS_URL"),
        ("PG_BIN", "/nowhere", "correct PG_BIN"),
        ("VALKEY_BIN", "/etc/passwd", "correct VALKEY_BIN"),
        ("MODEL", "big", "MODEL=local"),
        ("EMBEDDED_PORTS", "24000", "EMBEDDED_PORTS"),
        ("EMBEDDED_PORTS", "24999-24000", "EMBEDDED_PORTS=24000-24999"),
        ("DATABASE_URL_FILE", "/nowhere", "correct DATABASE_URL_FILE"),
    ],
)
def test_a_wrong_setting_is_named_with_its_fix(
    name: str, value: str, fix: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, value)

    with pytest.raises(Problem) as caught:
        read_options()

    assert name in caught.value.what
    assert fix in caught.value.fix


def test_a_line_that_sets_nothing_is_named(tmp_path: Path) -> None:
    env_file = tmp_path / ".env"
    env_file.write_text("PORT=9000\nexport DEBUG\n")

    with pytest.raises(Problem, match=r"\.env, line 2"):
        read_options(env_file)


def test_the_command_ends_with_the_problem_and_no_traceback() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "embedded", "demo"],
        env={"PORT": "none", "PATH": "/usr/bin:/bin"},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 1
    assert done.stderr.strip() == "PORT is 'none'.\n  Fix: give a number from 1 to 65535: PORT=9000"
