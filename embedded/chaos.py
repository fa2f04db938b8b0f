"""``make chaos``: kill the real processes at random and account for every message."""

import os
import shlex

from embedded.checkout import Checkout
from embedded.install import install
from embedded.process import Program
from embedded.supervisor import Supervisor

_CONTROL_ARM = ("1", "true", "yes")


def chaos(checkout: Checkout, supervisor: Supervisor) -> int:
    """Run tests/chaos with ``ARGS``, or its control arm with ``NAIVE=1``; its exit status."""
    install(checkout, supervisor, dev=True)
    arguments = shlex.split(os.environ.get("ARGS", ""))
    if os.environ.get("NAIVE", "").lower() in _CONTROL_ARM:
        arguments.append("--naive")
    return supervisor.run(
        Program(
            name="chaos",
            argv=(str(checkout.python), "-m", "tests.chaos", *arguments),
            env={**os.environ, "PYTHONUNBUFFERED": "1"},
            cwd=checkout.root,
            stop_seconds=90,
            interactive=True,
        )
    )
