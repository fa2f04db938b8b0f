"""Two workers and a relay, made for dying, on servers of their own with two workspaces."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import psycopg

from embedded.application import Application
from embedded.checkout import Checkout
from embedded.process import Program
from embedded.supervisor import Supervisor
from tests.chaos.stack import Ground, Stack, prepared, stack_on

SETTINGS = "tests.chaos.duties.settings"
WORKERS = ("worker-1", "worker-2")
Connection = psycopg.Connection[Any]


@dataclass(frozen=True, slots=True)
class Staff:
    """What stands and runs, and a look into its database."""

    ground: Ground
    stack: Stack
    conn: Connection


@contextmanager
def at_work(checkout: Checkout, prepare: Callable[[Connection], None]) -> Iterator[Staff]:
    """Workers and relay that run until the block is left; ``prepare`` makes tables before."""
    with (
        Supervisor() as supervisor,
        prepared(checkout, supervisor, settings=SETTINGS) as ground,
        psycopg.connect(ground.database_url, autocommit=True) as conn,
    ):
        prepare(conn)
        stack = stack_on(ground, supervisor, ports={})
        application = Application(checkout, ground.environment, ground.data)
        workers = [_worker(application, name, ground.data.logs) for name in WORKERS]
        stack.start(*workers, application.relay())
        yield Staff(ground, stack, conn)


def _worker(application: Application, name: str, logs: Path) -> Program:
    return replace(application.worker(), name=name, log=logs / f"{name}.log")
