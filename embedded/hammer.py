"""``make hammer``: every door of three companies at once, on servers that are thrown away."""

import os
import shlex

from embedded.bench import environment, program
from embedded.checkout import Checkout
from embedded.install import install
from embedded.supervisor import Supervisor
from embedded.throwaway import throwaway_servers


def hammer(checkout: Checkout, supervisor: Supervisor) -> int:
    """Run tests/isolation/hammer with ``ARGS``; its exit status."""
    install(checkout, supervisor, dev=True)
    arguments = shlex.split(os.environ.get("ARGS", ""))
    with throwaway_servers(checkout, supervisor) as addresses:
        known = environment(addresses) | {"LOG_LEVEL": "CRITICAL"}
        migrate = program(checkout, known, "manage.py", "migrate_tenants")
        blows = program(checkout, known, "-m", "tests.isolation.hammer", *arguments)
        return supervisor.run(migrate) or supervisor.run(blows)
