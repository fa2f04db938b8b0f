"""``python3 -m embedded COMMAND``, which the Makefile calls."""

import os
import signal
import sys
from collections.abc import Callable

from embedded.bench import bench
from embedded.chaos import chaos
from embedded.checkout import Checkout, here
from embedded.checks import check
from embedded.demo import demo, demo_reset, dev
from embedded.evaluate import evaluate
from embedded.hammer import hammer
from embedded.install import setup
from embedded.problem import Problem, Stopped
from embedded.process import follow_parent
from embedded.supervisor import Supervisor
from embedded.terminal import say, warn
from embedded.testing import prove, test

_COMMANDS: dict[str, Callable[[Checkout, Supervisor], int]] = {
    "setup": setup,
    "demo": demo,
    "demo-reset": demo_reset,
    "dev": dev,
    "test": test,
    "prove": prove,
    "check": check,
    "bench": bench,
    "chaos": chaos,
    "hammer": hammer,
    "evaluate": evaluate,
}
# These run until stopped, so that being stopped is no failure.
_ENDLESS = ("demo", "dev")
_INTERRUPTED = 130


def main() -> int:
    """Run the named command and return its exit status."""
    name = sys.argv[1] if len(sys.argv) > 1 else ""
    if name not in _COMMANDS:
        warn(f"Usage: python3 -m embedded {'|'.join(_COMMANDS)}")
        return 2
    if "MAKELEVEL" in os.environ:
        # When make is killed, nobody is left to press Ctrl-C.
        follow_parent(signal.SIGTERM)
    try:
        with Supervisor() as supervisor:
            return _COMMANDS[name](here(), supervisor)
    except Problem as problem:
        warn(f"\n{problem}")
        return 1
    except Stopped:
        say("Stopped.")
        return 0 if name in _ENDLESS else _INTERRUPTED


if __name__ == "__main__":
    sys.exit(main())
