"""``make chaos``: run, print a table, and one JSON object as the last line."""

import asyncio
import json
import shutil
import sys
from collections.abc import Callable

from embedded.checkout import Checkout, here
from embedded.problem import Problem, Stopped
from embedded.supervisor import Supervisor
from embedded.terminal import say, warn
from tests.chaos import held, jobs, options, report, small_disk, sweep
from tests.chaos.options import Options
from tests.chaos.report import Verdict
from tests.chaos.runs import Outcome, Run
from tests.chaos.stack import Stack, running

# What is owed, instead of messages: ``make chaos ARGS=jobs``, ``ARGS=held``, ``ARGS=sweep``.
OF_WORK = {"jobs": jobs.judged, "held": held.judged, "sweep": sweep.judged}


def main(arguments: list[str]) -> int:
    """Exit status: 0 when every promise was kept, or the control arm broke some as it must."""
    name = arguments[0].lstrip("-") if arguments else ""
    if name in OF_WORK:
        return _told(lambda: OF_WORK[name](here(), arguments[1:]))
    return _of_messages(arguments)


def _of_messages(arguments: list[str]) -> int:
    wanted = options.read(arguments)
    if wanted.mode == "disk-full":
        if not small_disk.is_possible():
            return _skip(wanted, "Filling a disk needs a small one, and mounting that needs root.")
        small_disk.begin_again(arguments)
    return _told(lambda: _judged(here(), wanted))


def _told(judge: Callable[[], Verdict]) -> int:
    try:
        verdict = judge()
    except Problem as problem:
        warn(f"\n{problem}")
        return 1
    except Stopped:
        return 130
    say(verdict.words)
    say(json.dumps(verdict.figures))
    return 0 if verdict.held else 1


def _skip(wanted: Options, why: str) -> int:
    say(f"Skipped. {why}")
    say(json.dumps({"mode": wanted.mode, "skipped": why}))
    return 0


def _judged(checkout: Checkout, wanted: Options) -> Verdict:
    small = wanted.mode == "disk-full"
    with (
        Supervisor() as supervisor,
        running(checkout, supervisor, on_small_disk=small) as stack,
    ):
        outcomes = asyncio.run(_play(stack, wanted))
        verdict = report.verdict(wanted, outcomes)
        if not verdict.held:
            _keep_logs(checkout, stack)
        return verdict


async def _play(stack: Stack, wanted: Options) -> list[Outcome]:
    outcomes = []
    for seed in wanted.seeds:
        outcome = await Run(stack, wanted, seed).play()
        say(report.line(outcome))
        outcomes.append(outcome)
    return outcomes


def _keep_logs(checkout: Checkout, stack: Stack) -> None:
    kept = checkout.data.file("chaos-logs")
    shutil.rmtree(kept, ignore_errors=True)
    shutil.copytree(stack.logs, kept)
    warn(f"What the processes wrote is kept in {kept}.")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
