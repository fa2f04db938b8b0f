"""The stage itself: what one test leaves behind, the next does not find."""

import pytest
from django.db import DataError, connection

from helpdesk.conversations.models import Contact
from tenants.context import in_public
from tenants.models import Tenant
from tests.cast import Company, Snapshot


@pytest.mark.parametrize("_again", [1, 2])
def test_each_test_finds_the_rows_that_the_cast_began_with(acme: Company, _again: int) -> None:
    with acme.bound():
        assert [contact.name for contact in Contact.objects.all()] == ["Cleo Marsh"]
        Contact.objects.create(name="Left behind")


def test_a_test_that_ends_in_a_failed_transaction_spoils_no_other(
    companies: tuple[Company, Company, Snapshot], stage: None
) -> None:
    with in_public(), connection.cursor() as cursor, pytest.raises(DataError):
        cursor.execute("BEGIN; SELECT 1 / 0")
    companies[2].restore()
    with in_public():
        assert Tenant.objects.count() == 2


def test_what_a_statement_a_cascade_and_a_truncation_changed_comes_back_and_the_rest_stays(
    companies: tuple[Company, Company, Snapshot], acme: Company, globex: Company
) -> None:
    before = _rows(acme, globex)
    with acme.bound(), connection.cursor() as cursor:
        cursor.execute("UPDATE agents_agent SET name = 'Somebody else'")
        Contact.objects.all().delete()
    with globex.bound(), connection.cursor() as cursor:
        cursor.execute("TRUNCATE agents_agent CASCADE")
    changed = _rows(acme, globex)
    companies[2].restore()
    assert changed != before
    assert _rows(acme, globex) == before


def test_what_is_changed_behind_the_triggers_does_not_come_back_the_control_of_the_above(
    companies: tuple[Company, Company, Snapshot], acme: Company
) -> None:
    """So the marks are what brings rows back, and a test may not switch triggers off."""
    with acme.bound(), connection.cursor() as cursor:
        cursor.execute(
            "BEGIN; SET LOCAL session_replication_role = replica;"
            "UPDATE conversations_contact SET name = 'Unmarked'; COMMIT"
        )
    companies[2].restore()
    with acme.bound():
        assert [contact.name for contact in Contact.objects.all()] == ["Unmarked"]
        Contact.objects.update(name="Marked now")


def _rows(*companies: Company) -> list[str]:
    """All rows of these companies' own tables, as text."""
    found = []
    for company in companies:
        with company.bound(), connection.cursor() as cursor:
            for table in connection.introspection.table_names(cursor):
                cursor.execute(f'SELECT t::text FROM {company.schema}."{table}" t')  # noqa: S608
                found += sorted(f"{table}: {row[0]}" for row in cursor.fetchall())
    return found
