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
