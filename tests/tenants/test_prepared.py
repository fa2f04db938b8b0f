"""Statements that the server keeps ready: each tenant's own, on connections that may have died."""

import time

import psycopg
import pytest
from django.db import DatabaseError, connection

from tenants.context import NoTenant
from tenants.database import direct
from tests.cast import Company

_NAME = "SELECT name FROM {schema}.brand_brand"


def test_a_prepared_statement_reads_the_bound_tenant_alone(acme: Company, globex: Company) -> None:
    names = []
    for company in (acme, globex, acme):
        with company.bound():
            names.append(direct.fetch_prepared(_NAME, ())[0][0])
    assert names[0] == names[2] != names[1]


def test_nothing_is_prepared_for_nobody(acme: Company) -> None:
    with pytest.raises(NoTenant):
        direct.fetch_prepared(_NAME, ())


def test_a_name_that_may_be_another_tenants_is_refused(acme: Company) -> None:
    bare = "SELECT b.name FROM {schema}.brand_brand AS b JOIN brand_brand AS o ON o.id = b.id"
    with acme.bound(), pytest.raises(ValueError, match="brand_brand"):
        direct.fetch_prepared(bare, ())


def test_what_a_statement_names_and_calls_itself_is_no_table(acme: Company) -> None:
    named = (
        "WITH one AS (SELECT name FROM {schema}.brand_brand)"
        " SELECT one.name FROM one JOIN unnest(%s::text[]) AS u ON true"
    )
    with acme.bound():
        assert direct.fetch_prepared(named, (["x"],)) == direct.fetch_prepared(_NAME, ())
        with pytest.raises(ValueError, match="two"):
            direct.fetch_prepared(named + " JOIN two ON true", (["x"],))


def test_it_is_parsed_and_planned_once(acme: Company) -> None:
    with acme.bound():
        for _ in range(3):
            direct.fetch_prepared(_NAME, ())
        kept = direct.fetch(
            "SELECT sum(generic_plans + custom_plans) FROM pg_prepared_statements"
            " WHERE statement LIKE %s",
            (f"%{acme.schema}%.brand_brand",),
        )
    assert kept[0][0] >= 3


def test_what_is_wrong_with_it_is_said_in_djangos_words(acme: Company) -> None:
    with acme.bound(), pytest.raises(DatabaseError):
        direct.fetch_prepared("SELECT 1/0", ())


def test_a_connection_that_died_at_rest_costs_no_request(acme: Company) -> None:
    with acme.bound():
        pid = direct.fetch_prepared("SELECT pg_backend_pid()", ())[0][0]
        connection.close()
        with psycopg.connect(**direct.connect_arguments()) as other:
            other.execute("SELECT pg_terminate_backend(%s)", (pid,))
        time.sleep(0.2)
        assert direct.fetch_prepared("SELECT pg_backend_pid()", ())[0][0] != pid
