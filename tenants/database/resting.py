"""Whether a pooled connection died while it rested, without asking the server."""

import select
from typing import Any

import psycopg


def is_disturbed(connection: "psycopg.Connection[Any] | psycopg.AsyncConnection[Any]") -> bool:
    """Whether something is to be read from a connection that rests: nothing can but its end.

    The kernel is asked, which takes 2 µs.
    """
    resting = select.poll()
    resting.register(connection.fileno(), select.POLLIN)
    return bool(resting.poll(0))
