"""The database's clock, by which work is due: servers' own clocks differ."""

from datetime import datetime

from django.db import connection


def now() -> datetime:
    """When the running transaction began, whichever server asks."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT now()")
        moment: datetime = cursor.fetchone()[0]
    return moment
