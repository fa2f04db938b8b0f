"""The nearest peer is measured beside us, or its rows say why not; never silently nothing."""

import sys
from pathlib import Path

import pytest

from bench.__main__ import arguments
from bench.peer import KEYS, measure
from bench.peer_home import Home, Missing, ran
from bench.report import cells, for_page, peer_words
from bench.rows import Failed, Row, Run, in_turns

RUN = Run(quick=True, seconds=60)


def test_every_row_says_why_when_the_package_cannot_be_installed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("UV_OFFLINE", "1")
    monkeypatch.setenv("UV_CACHE_DIR", str(tmp_path / "empty"))
    rows = list(measure(RUN, Home(tmp_path / "peer")))
    assert [row.key for row in rows] == list(KEYS)
    for row in rows:
        assert isinstance(row, Failed)
        assert "escalated-django" in row.why or "network" in row.why.lower()
        assert cells(row.key, row.as_json())[-1].startswith("failed: ")
    assert not (tmp_path / "peer" / "venv" / "installed").exists(), "the next run tries again"


def test_what_the_peer_said_last_is_the_reason() -> None:
    with pytest.raises(Missing, match="ended with 3: no such table"):
        ran(
            [sys.executable, "-c", "import sys; print('no such table', file=sys.stderr); exit(3)"],
            {},
        )


def test_the_peer_sees_none_of_our_secrets(tmp_path: Path) -> None:
    known = Home(tmp_path).environment({"PEER_SECRET": "its own"})
    assert not {"DATABASE_URL", "REDIS_URL", "SECRET_KEY"} & set(known)
    assert known["PEER_SECRET"] == "its own"


def test_the_peer_takes_its_turn_after_the_floor_and_ours() -> None:
    order: list[str] = []

    def side(name: str, figure: float) -> float:
        order.append(name)
        return figure

    row = in_turns(
        "any",
        RUN,
        floor=lambda: side("floor", 2.0),
        ours=lambda: side("ours", 4.0),
        peer=lambda: side("peer", 90.0),
    )
    assert order == ["floor", "ours", "peer"] * 4
    said = row.as_json()
    assert (said["ratio"], said["peer"], said["peer_ratio"]) == (2.0, 90.0, 45.0)


def test_a_peer_stands_in_the_table_with_its_ratio_to_the_same_floor() -> None:
    rows = {
        "list": Row("list", ours=[2.0], floor=[1.0], peer=[80.0]).as_json(),
        "open": Failed("open", "500").as_json(),
    }
    lines = for_page(rows).splitlines()
    assert lines[2].endswith("| 80 ms, 80× |")
    assert lines[3].endswith("| failed: 500 | - |")
    assert peer_words(Row("list", ours=[2.0]).as_json()) == ""


@pytest.mark.parametrize(
    ("given", "has_peer"),
    [([], False), (["--peer"], True), (["--only", "lists", "--peer"], True),
     (["--only", "peer"], True), (["--only", "lists"], False)],
)  # fmt: skip
def test_the_flag_adds_the_part(given: list[str], has_peer: bool) -> None:
    assert ("peer" in arguments(given).only) is has_peer
    assert arguments(given).only.count("peer") <= 1
