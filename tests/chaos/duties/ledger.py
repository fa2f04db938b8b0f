"""What really happened: tables without any constraint, so that what is doubled shows."""

from typing import Any

import psycopg
from django.db import connection

_DROP = "DROP TABLE IF EXISTS public.chaos_cause, public.chaos_begun, public.chaos_effect"
_TABLES = """
    CREATE TABLE public.chaos_cause (number int, at timestamptz DEFAULT clock_timestamp());
    CREATE TABLE public.chaos_begun
        (number int, pid int, at timestamptz DEFAULT clock_timestamp());
    CREATE TABLE public.chaos_effect
        (number int, key text, at timestamptz DEFAULT clock_timestamp());
"""
_EFFECT = "INSERT INTO public.chaos_effect (number, key) VALUES (%s, %s)"


def outside() -> "psycopg.Connection[Any]":
    """A connection of our own, beside Django's: it commits at once, as the world outside does."""
    known = connection.get_connection_params()
    place = {name: known[name] for name in ("dbname", "user", "password", "host", "port")}
    return psycopg.connect(**place, autocommit=True)


def prepare(conn: "psycopg.Connection[Any]") -> None:
    clear(conn)
    conn.execute(_TABLES)


def clear(conn: "psycopg.Connection[Any]") -> None:
    conn.execute(_DROP)


def cause(number: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO public.chaos_cause (number) VALUES (%s)", [number])


def effect(number: int) -> None:
    """In the transaction of whoever calls."""
    with connection.cursor() as cursor:
        cursor.execute(_EFFECT, [number, ""])


def sent(number: int, key: str) -> None:
    """Somebody else's server took it."""
    with outside() as conn:
        conn.execute(_EFFECT, [number, key])


def begun(number: int, pid: int) -> None:
    with outside() as conn:
        conn.execute("INSERT INTO public.chaos_begun (number, pid) VALUES (%s, %s)", [number, pid])
