"""What one run of the chaos command does, from its arguments."""

import argparse
from collections.abc import Sequence
from dataclasses import dataclass

TARGETS = ("web-1", "web-2", "valkey", "postgres", "worker", "relay", "beat")
# Processes that are killed for each seed, by mode; none in the others.
KILLS = {"kills": 40, "naive": 40, "clock": 10}


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
    down: float
    clock: str
    settle: float

    @property
    def is_control(self) -> bool:
        """Whether promises must be broken, so that keeping them means something."""
        return self.mode == "naive"


def read(arguments: Sequence[str]) -> Options:
    """Ends the process with a usage message when an argument makes no sense."""
    given = _parser().parse_args(arguments)
    mode = _mode(given)
    targets = tuple(given.targets.split(","))
    if unknown := set(targets) - set(TARGETS):
        _parser().error(f"--targets: {', '.join(sorted(unknown))}; choose of {','.join(TARGETS)}")
    return Options(
        mode=mode,
        seeds=given.seeds or ((1, 2, 3) if mode == "kills" else (1,)),
        convs=given.convs,
        msgs=given.msgs,
        kills=KILLS.get(mode, 0) if given.kills is None else given.kills,
        targets=targets,
        seconds=given.seconds,
        down=given.redis_down or given.postgres_down or 0.0,
        clock=given.clock,
        settle=given.settle,
    )


def _mode(given: argparse.Namespace) -> str:
    """One of ``troubles.MODES``."""
    if given.redis_down is not None:
        return "redis-down"
    if given.postgres_down is not None:
        return "postgres-down"
    return "clock" if given.clock else given.mode or "kills"


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("make chaos", description=__doc__)
    add = parser.add_argument
    add("--seeds", type=_seeds, help="one run for each, such as 1,2,3")
    add("--convs", type=_count, default=40, help="conversations, shared among two workspaces")
    add("--msgs", type=_count, default=60, help="messages that each visitor writes")
    add("--kills", type=int, help="processes killed with SIGKILL, 40 unless the mode says less")
    add("--targets", default=",".join(TARGETS), help="which processes may be killed")
    add("--seconds", type=float, default=1.6, help="mean time between kills")
    add("--settle", type=float, default=60.0, help="seconds to wait for what is still on its way")
    _add_modes(parser)
    return parser


def _add_modes(parser: argparse.ArgumentParser) -> None:
    modes = parser.add_mutually_exclusive_group()
    choose = modes.add_argument
    choose("--no-kills", dest="mode", action="store_const", const="no-kills", help="how fast")
    choose("--naive", dest="mode", action="store_const", const="naive", help="the control arm")
    choose("--rolling", dest="mode", action="store_const", const="rolling", help="restarts")
    choose("--disk-full", dest="mode", action="store_const", const="disk-full", help="needs root")
    choose("--redis-down", type=float, metavar="SECONDS", help="Valkey is gone for so long")
    choose("--postgres-down", type=float, metavar="SECONDS", help="PostgreSQL is")
    choose("--clock", default="", metavar="+2h", help="the clock of one web process is wrong")


def _seeds(text: str) -> tuple[int, ...]:
    return tuple(int(part) for part in text.split(","))


def _count(text: str) -> int:
    if (number := int(text)) < 1:
        raise argparse.ArgumentTypeError("give at least 1")
    return number
