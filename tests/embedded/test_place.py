"""The servers' files lie where their account can reach them, wherever the checkout is."""

import os
import pwd
from collections.abc import Iterator
from pathlib import Path

import pytest

from embedded import place
from embedded.account import Account
from embedded.place import reachable_copy, remove_place, servers_place
from embedded.problem import Problem

_US = Account(os.geteuid(), os.getegid(), switches=False)
needs_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root hands over to another account")


@pytest.fixture
def nobody() -> Account:
    entry = pwd.getpwnam("nobody")
    return Account(entry.pw_uid, entry.pw_gid, switches=True)


@pytest.fixture
def private(tmp_path: Path) -> Iterator[Path]:
    """A data directory below a home that others cannot pass."""
    tmp_path.chmod(0o700)
    data = tmp_path / ".data"
    data.mkdir()
    yield data
    remove_place(data)


def test_an_ordinary_user_keeps_everything_in_the_data_directory(private: Path) -> None:
    assert servers_place(private, _US) == private / "servers"


@needs_root
def test_behind_a_closed_home_the_place_is_outside_and_found_again(
    private: Path, nobody: Account
) -> None:
    outside = servers_place(private, nobody)

    assert nobody.can_use(outside)
    assert not outside.is_relative_to(private.parent)
    assert (outside / "belongs-to").read_text().strip() == str(private.parent)
    assert servers_place(private, nobody) == outside


@needs_root
def test_removing_the_data_removes_the_place_outside(private: Path, nobody: Account) -> None:
    outside = servers_place(private, nobody)

    remove_place(private)

    assert not outside.exists()
    assert not (private / "servers").exists()


@needs_root
def test_programs_behind_a_closed_home_are_copied_and_can_be_run(
    private: Path, nobody: Account
) -> None:
    program = private / "package" / "bin" / "server"
    program.parent.mkdir(parents=True)
    program.write_text("#!/bin/sh\n")
    outside = servers_place(private, nobody)

    found = reachable_copy([private / "package"], program, nobody, outside)

    assert found.parent == outside
    assert nobody.can_use(found / "package" / "bin" / "server")


def test_programs_that_can_be_reached_are_used_where_they_are(tmp_path: Path) -> None:
    program = tmp_path / "package" / "server"
    program.parent.mkdir()
    program.touch(mode=0o755)

    assert reachable_copy([tmp_path / "package"], program, _US, tmp_path) == tmp_path


@needs_root
def test_with_nowhere_to_go_the_way_out_is_named(
    private: Path, nobody: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(place, "OUTSIDE", (Path("/nowhere"),))

    with pytest.raises(Problem, match="clone to a directory that others may pass"):
        servers_place(private, nobody)
