"""What floors are made of: a bare connection, without Django and without a pool."""

import os
from typing import Any

import psycopg


def connect(**options: Any) -> psycopg.Connection[tuple[Any, ...]]:
    """A connection of psycopg's own to the database of this run; commits each statement."""
    return psycopg.connect(os.environ["DATABASE_URL"], autocommit=True, **options)
