"""The stage itself: what one test leaves behind, the next does not find."""

import pytest

from helpdesk.conversations.models import Contact
from tests.cast import Company


@pytest.mark.parametrize("_again", [1, 2])
def test_each_test_finds_the_rows_that_the_cast_began_with(acme: Company, _again: int) -> None:
    with acme.bound():
        assert [contact.name for contact in Contact.objects.all()] == ["Cleo Marsh"]
        Contact.objects.create(name="Left behind")
