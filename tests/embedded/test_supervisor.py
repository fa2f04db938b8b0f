"""Children start, stop, fall and are revived as the supervisor promises, whatever ends it."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from embedded.problem import Problem
from embedded.process import Program
from embedded.supervisor import Supervisor
from tests.embedded.running import Run, eventually, lives

_FAMILY = "tests.embedded.family"
_FOREVER = "exec sleep 600"


@pytest.fixture
def log(tmp_path: Path) -> Path:
    return tmp_path / "children.log"


@pytest.fixture
def supervisor() -> Iterator[Supervisor]:
    """Not entered: the signal handlers of this process belong to pytest."""
    supervisor = Supervisor()
    yield supervisor
    supervisor.stop_all()


def test_a_killed_supervisor_leaves_no_process(log: Path) -> None:
    family = Run(_FAMILY, log, _FOREVER, _FOREVER, "trap '' TERM INT; while :; do sleep 1; done")
    children = family.told()
    assert all(lives(pid) for pid in children)

    family.kill()

    assert eventually(lambda: not any(lives(pid) for pid in children))


def test_a_stopped_supervisor_ends_the_server_after_those_it_serves(log: Path) -> None:
    says_so = "trap 'echo {} ended; exit' TERM; echo ready; while :; do sleep 0.05; done"
    family = Run(_FAMILY, log, says_so.format("server"), says_so.format("client"))
    children = family.told()
    assert eventually(lambda: log.read_text().count("ready") == 2)

    assert family.stop() == "stopped in order\n"

    assert not any(lives(pid) for pid in children)
    assert log.read_text().split("\n")[2:4] == ["client ended", "server ended"]


def test_a_child_that_will_not_stop_is_killed_when_its_time_is_up(log: Path) -> None:
    family = Run(_FAMILY, log, "trap '' TERM; echo deaf; while :; do sleep 0.05; done")
    (deaf,) = family.told()
    assert eventually(lambda: "deaf" in log.read_text())

    family.stop()

    assert not lives(deaf)


def test_a_fallen_child_is_started_again(log: Path) -> None:
    family = Run(_FAMILY, log, "echo started; exit 3")
    family.told()

    assert eventually(lambda: log.read_text().count("started") > 1)
    family.stop()


def test_a_child_that_ends_while_it_is_waited_for_is_a_problem_with_its_last_words(
    supervisor: Supervisor, log: Path
) -> None:
    supervisor.start(Program("server", ("/bin/sh", "-c", "echo no space left; exit 1"), log=log))

    with pytest.raises(Problem, match=r"server ended \(exit 1\)(?s:.)*no space left"):
        supervisor.wait_until(lambda: False, within=10, what="The server")


def test_what_is_not_ready_in_time_is_a_problem_with_its_name(supervisor: Supervisor) -> None:
    with pytest.raises(Problem, match="The server was not ready within 0 s"):
        supervisor.wait_until(lambda: False, within=0.2, what="The server")


def test_a_failed_step_shows_what_it_wrote(supervisor: Supervisor, log: Path) -> None:
    log.write_text("of an earlier run\n")
    failing = Program("step", (sys.executable, "-c", "raise SystemExit('disk full')"), log=log)

    with pytest.raises(Problem, match="The step failed") as caught:
        supervisor.run_or_fail(failing, "The step")

    assert "disk full" in str(caught.value)
    assert "earlier run" not in str(caught.value)
