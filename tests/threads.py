"""Threads that tests and their event loops begin: what they borrowed of the pool goes back."""

import threading

from django.db import connections


def give_back_at_the_end() -> None:
    """Make every thread of this process close its database connections when it ends.

    One that ends with a connection takes it out of the pool for ever
    (``psycopg_pool.ConnectionPool.getconn``), and after sixteen such threads nobody gets any. The
    product's own live as long as their process, or ask no database.
    """
    run = threading.Thread.run

    def run_and_give_back(thread: threading.Thread) -> None:
        try:
            run(thread)
        finally:
            connections.close_all()

    setattr(threading.Thread, "run", run_and_give_back)  # noqa: B010 - mypy takes it for a method of its own
