"""``make evaluate``: ``manage.py evaluate`` with ``ARGS``, on servers that are thrown away."""

import os
import shlex

from embedded.bench import environment, program
from embedded.checkout import Checkout
from embedded.install import install
from embedded.supervisor import Supervisor
from embedded.throwaway import throwaway_servers


def evaluate(checkout: Checkout, supervisor: Supervisor) -> int:
    """Measure the product on judged questions; vectors are kept for the next time."""
    install(checkout, supervisor)
    arguments = shlex.split(os.environ.get("ARGS", ""))
    with throwaway_servers(checkout, supervisor) as addresses:
        cache = {"EMBEDDINGS_CACHE": str(checkout.data.file("vectors.sqlite"))}
        known = environment(addresses) | cache
        migrate = program(checkout, known, "manage.py", "migrate_tenants")
        measure = program(checkout, known, "manage.py", "evaluate", *arguments)
        return supervisor.run(migrate) or supervisor.run(measure)
