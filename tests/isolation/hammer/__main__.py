"""``make hammer``: on a migrated database; the last line is one JSON object."""

import argparse
import asyncio
import json
import os
import sys
import tempfile
import time
from pathlib import Path

import django
from django.test.utils import setup_test_environment

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "helpdesk.settings")
django.setup()

from embedded.terminal import say  # noqa: E402 - models need the app registry
from tests.isolation.hammer.blows import Tally, hammer  # noqa: E402
from tests.isolation.listening import hang_up  # noqa: E402
from tests.isolation.world import World, world  # noqa: E402


def main() -> int:
    """0 when nothing leaked, all that was unbound was refused, and the control arm leaked."""
    parser = argparse.ArgumentParser("python -m tests.isolation.hammer", description=__doc__)
    parser.add_argument("--ops", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    wanted = parser.parse_args()
    setup_test_environment()
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as media, world(Path(media)) as made:
        tally = asyncio.run(_hammered(made, wanted.ops, wanted.seed))
    for fault in tally.faults[:20]:
        say(fault)
    took = {"seed": wanted.seed, "seconds": round(time.monotonic() - began, 1)}
    say(json.dumps(tally.figures() | took))
    return 0 if tally.held() else 1


async def _hammered(made: World, operations: int, seed: int) -> Tally:
    try:
        return await hammer(made, operations, seed)
    finally:
        await hang_up()


if __name__ == "__main__":
    sys.exit(main())
