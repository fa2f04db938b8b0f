"""Ports stay the same between starts, unless somebody else took one meanwhile."""

import socket
from pathlib import Path

import pytest

from embedded.ports import LOOPBACK, RememberedPorts, free_port, is_free
from embedded.problem import Problem

_AMONG = range(20_000, 32_000)


def test_a_port_is_remembered(tmp_path: Path) -> None:
    file = tmp_path / "ports.json"

    first = RememberedPorts(file, _AMONG).port_for("postgres")

    assert RememberedPorts(file, _AMONG).port_for("postgres") == first


def test_a_port_that_is_taken_is_replaced(tmp_path: Path) -> None:
    ports = RememberedPorts(tmp_path / "ports.json", _AMONG)
    with socket.socket() as other:
        other.bind((LOOPBACK, ports.port_for("postgres")))
        other.listen()

        assert ports.port_for("postgres") != other.getsockname()[1]


def test_no_free_port_is_a_problem_with_the_setting_to_change() -> None:
    with socket.socket() as other:
        other.bind((LOOPBACK, 0))
        other.listen()
        taken = other.getsockname()[1]
        assert not is_free(taken)

        with pytest.raises(Problem, match="EMBEDDED_PORTS"):
            free_port(range(taken, taken + 1))
