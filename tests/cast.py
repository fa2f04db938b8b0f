"""Companies to test with, and a way back to what they began with."""

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.db import DatabaseError, OperationalError, connection
from django.test import Client
from psycopg import sql
from psycopg.errors import DeadlockDetected, LockNotAvailable

from helpdesk.agents.models import Agent
from helpdesk.agents.roles import Role
from helpdesk.conversations.models import Contact
from tenants import counting, hosts, wires
from tenants.context import in_public, in_tenant
from tenants.models import Tenant
from tenants.provisioning import Opening, open_tenant

PASSWORD = "a long enough password"
# Seconds within which a process beside the tests must let go of a table, and between two looks.
PATIENCE, PAUSE = 30, 0.05

_TABLES = """
    SELECT t.table_name, array_agg(c.column_name::text ORDER BY c.ordinal_position)
    FROM information_schema.tables t JOIN information_schema.columns c
      ON c.table_schema = t.table_schema AND c.table_name = t.table_name
    WHERE t.table_schema = %s AND t.table_type = 'BASE TABLE' AND c.is_generated = 'NEVER'
      AND t.table_name <> 'django_migrations'
    GROUP BY t.table_name
"""
_MARKING = """
    CREATE SCHEMA kept;
    CREATE TABLE kept.touched (id bigserial, home name, name name);
    CREATE FUNCTION kept.touch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        INSERT INTO kept.touched (home, name) VALUES (TG_TABLE_SCHEMA, TG_TABLE_NAME);
        RETURN NULL;
    END $$
"""
_KEEP = """
    CREATE TABLE {kept} AS SELECT * FROM {live};
    CREATE TRIGGER kept_touch AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON {live}
        FOR EACH STATEMENT EXECUTE FUNCTION kept.touch()
"""
_TRIGGERS = "SELECT count(*) FROM pg_trigger WHERE tgname = 'kept_touch' AND tgenabled = 'O'"
# Only the marks that were read: one of a thread that outlived its test is for the next time.
# All tables or none: who holds some and waits for others can be waited for by who has those.
_BEFORE_BACK = """
    SET LOCAL session_replication_role = replica;
    LOCK TABLE {tables} IN EXCLUSIVE MODE NOWAIT;
    DELETE FROM kept.touched WHERE id = ANY({marks})
"""
_BRING_BACK = """
    DELETE FROM {live};
    INSERT INTO {live} ({names}) OVERRIDING SYSTEM VALUE SELECT {names} FROM {kept}
"""
_STRANGERS = "SELECT nspname FROM pg_namespace WHERE nspname LIKE 't\\_%%' AND nspname <> ALL(%s)"


@dataclass(frozen=True)
class Company:
    """A workspace of the cast and the doors to it."""

    tenant: Tenant
    host: str

    @property
    def schema(self) -> str:
        return str(self.tenant.schema_name)

    @contextmanager
    def bound(self) -> Iterator[None]:
        """Look behind the doors, as a worker of this company would."""
        with in_tenant(self.schema):
            yield

    def client(self, agent: Agent | None = None, **headers: Any) -> Client:
        """A browser on this company's host, logged in as ``agent`` if one is given."""
        client = Client(HTTP_HOST=self.host, **headers)
        if agent is not None:
            with self.bound():
                client.force_login(agent)
        return client

    def agent(self, name: str) -> Agent:
        """The agent whose name begins with ``name``."""
        with self.bound():
            return Agent.objects.get(name__startswith=name)

    def contact(self, name: str) -> Contact:
        with self.bound():
            return Contact.objects.get(name__startswith=name)


def build_company(slug: str, *, owner: str, agent: str, contact: str) -> Company:
    """Open a workspace as ``open_tenant`` does, with one agent and one contact more."""
    host = f"{slug}.localhost"
    email = f"{owner.partition(' ')[0].lower()}@{slug}.example"
    tenant = open_tenant(Opening(slug, slug.title(), email, owner, PASSWORD, host))
    with in_tenant(tenant.schema_name):
        Agent.objects.create_user(_address(agent, slug), PASSWORD, name=agent, role=Role.AGENT)
        Contact.objects.create(name=contact, email=_address(contact, "customer"))
    return Company(tenant, host)


def _address(name: str, firm: str) -> str:
    return f"{name.partition(' ')[0].lower()}@{firm}.example"


def forget_keys() -> None:
    """Empty Redis of all but the queues, which a worker beside the tests keeps."""
    counting.clear()
    redis = wires.client()
    if keys := [*redis.scan_iter("t:*"), *redis.scan_iter("global:count:*")]:
        redis.delete(*keys)


class Snapshot:
    """What every table of these schemas holds now, so that ``restore`` can bring it back.

    A trigger marks the table that a statement changes, in the statement's own transaction: what
    nobody touched, or was rolled back, need not be brought back.
    """

    def __init__(self, schemas: list[str]) -> None:
        self.schemas = schemas
        self._back: dict[tuple[str, str], sql.Composable] = {}
        made: list[sql.Composable] = [sql.SQL(_MARKING)]
        for schema in schemas:
            made.append(sql.SQL("CREATE SCHEMA {}").format(sql.Identifier(f"kept_{schema}")))
            for table, columns in self._tables(schema):
                names = sql.SQL(", ").join(map(sql.Identifier, columns))
                known = {
                    "live": sql.Identifier(schema, table),
                    "kept": sql.Identifier(f"kept_{schema}", table),
                    "names": names,
                }
                made.append(sql.SQL(_KEEP).format(**known))
                self._back[schema, table] = sql.SQL(_BRING_BACK).format(**known)
        self._run(made)

    def restore(self) -> None:
        """Bring the rows back and drop workspaces that a test opened.

        On a connection that no test has touched: one that failed within a transaction, or still
        holds locks, is rolled back by the pool.
        """
        connection.close()
        with in_public(), connection.cursor() as cursor:
            cursor.execute(_STRANGERS, [[*self.schemas, "t_template"]])
            strangers = [
                sql.SQL("DROP SCHEMA {} CASCADE").format(sql.Identifier(row[0]))
                for row in cursor.fetchall()
            ]
            cursor.execute(_TRIGGERS)
            assert cursor.fetchone() == (len(self._back),), "a test made a table anew or dropped it"
            cursor.execute("SELECT home, name, array_agg(id) FROM kept.touched GROUP BY 1, 2")
            touched = cursor.fetchall()
        if touched:
            marks = [mark for _, _, marks in touched for mark in marks]
            tables = [sql.Identifier(home, name) for home, name, _ in touched]
            before = sql.SQL(_BEFORE_BACK).format(
                tables=sql.SQL(", ").join(tables), marks=sql.Literal(marks)
            )
            self._patiently([before, *(self._back[home, name] for home, name, _ in touched)])
        if strangers:
            self._patiently(strangers)
        hosts.forget()

    def _tables(self, schema: str) -> list[tuple[str, list[str]]]:
        with in_public(), connection.cursor() as cursor:
            cursor.execute(_TABLES, [schema])
            return list(cursor.fetchall())

    def _patiently(self, statements: Sequence[sql.Composable]) -> None:
        """A process beside the tests may still write, in an order of its own."""
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            try:
                return self._run(statements)
            except OperationalError as error:
                if not isinstance(error.__cause__, LockNotAvailable | DeadlockDetected):
                    raise
                time.sleep(PAUSE)
        return self._run(statements)

    def _run(self, statements: Sequence[sql.Composable]) -> None:
        text = sql.SQL("; ").join([sql.SQL("BEGIN"), *statements, sql.SQL("COMMIT")])
        try:
            with in_public(), connection.cursor() as cursor:
                cursor.execute(text)
        except DatabaseError:
            # One test that leaves a lock behind must not fail all that follow.
            connection.close()
            raise
