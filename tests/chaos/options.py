"""What one run of the chaos command does, from its arguments."""

import argparse
from collections.abc import Sequence
from dataclasses import dataclass

TARGETS = ("web-1", "web-2", "valkey", "postgres", "worker", "relay", "beat")
# Modes in which processes are killed as well.
KILLING = ("kills", "naive")


@dataclass(frozen=True, slots=True)
class Options:
    """Counts are for one seed. ``mode`` says which faults, and with them which promises."""

    mode: str
    seeds: tuple[int, ...]
    convs: int
    msgs: int
    kills: int
    targets: tuple[str, ...]
    seconds: float

    @property
    def is_control(self) -> bool:
        """Whether promises must be broken, so that keeping them means something."""
        return self.mode == "naive"


def read(arguments: Sequence[str]) -> Options:
    """Ends the process with a usage message when an argument makes no sense."""
    given = _parser().parse_args(arguments)
    mode = given.mode or "kills"
    targets = tuple(given.targets.split(","))
    if unknown := set(targets) - set(TARGETS):
        _parser().error(f"--targets: {', '.join(sorted(unknown))}; choose of {','.join(TARGETS)}")
    return Options(
        mode=mode,
        seeds=given.seeds or ((1, 2, 3) if mode == "kills" else (1,)),
        convs=given.convs,
        msgs=given.msgs,
        kills=given.kills if mode in KILLING else 0,
        targets=targets,
        seconds=given.seconds,
    )


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("make chaos", description=__doc__)
    add = parser.add_argument
    add("--seeds", type=_seeds, help="one run for each, such as 1,2,3")
    add("--convs", type=_count, default=40, help="conversations, shared among two workspaces")
    add("--msgs", type=_count, default=60, help="messages that each visitor writes")
    add("--kills", type=int, default=40, help="processes killed with SIGKILL")
    add("--targets", default=",".join(TARGETS), help="which processes may be killed")
    add("--seconds", type=float, default=1.6, help="mean time between kills")
    modes = parser.add_mutually_exclusive_group()
    choose = modes.add_argument
    choose("--no-kills", dest="mode", action="store_const", const="no-kills", help="how fast")
    choose("--naive", dest="mode", action="store_const", const="naive", help="the control arm")
    return parser


def _seeds(text: str) -> tuple[int, ...]:
    return tuple(int(part) for part in text.split(","))


def _count(text: str) -> int:
    if (number := int(text)) < 1:
        raise argparse.ArgumentTypeError("give at least 1")
    return number
