"""Contacts: known by a verified id or by what they tell, seen up to an entry, and never mixed."""

import pytest
from django.core.exceptions import ValidationError

from helpdesk.conversations import access, contacts, lifecycle
from helpdesk.conversations.models import Conversation
from tests.cast import Company
from tests.conversations.conftest import Thread


def test_an_identified_contact_is_found_again_and_kept_up_to_date(acme: Company) -> None:
    with acme.bound():
        first = contacts.identified("user-7", name="Ann", email="ann@firm.example")
        again = contacts.identified("user-7", name="Ann Lee", email="")
        assert first == again
        assert (again.name, again.email) == ("Ann Lee", "ann@firm.example")
        assert again.is_identified


def test_what_a_visitor_tells_does_not_overwrite_what_is_verified(acme: Company) -> None:
    with acme.bound():
        ann = contacts.identified("user-7", email="ann@firm.example")
        contacts.leave_details(ann.pk, name=" Ann ", email="other@firm.example", phone="123")
        ann.refresh_from_db()
        assert (ann.name, ann.email, ann.phone) == ("Ann", "ann@firm.example", "123")


def test_a_malformed_address_is_named(acme: Company) -> None:
    with acme.bound():
        visitor = contacts.new_visitor(locale="de")
        with pytest.raises(ValidationError) as refused:
            contacts.leave_details(visitor.pk, email="not an address")
        assert "email" in refused.value.message_dict
        assert not visitor.is_identified


def test_seen_moves_forward_only_and_not_past_the_head(acme: Company, thread: Thread) -> None:
    with acme.bound():
        for number in range(3):
            thread.says(f"Message {number}")
        for upto in (2, 1, 99):
            contacts.seen_by_agent(thread.id, upto)
        contacts.seen_by_contact(thread.id, 3)
        assert (thread.now().agent_seen, thread.now().contact_seen) == (2, 3)


def test_a_contact_reaches_only_their_own_conversations(acme: Company, thread: Thread) -> None:
    with acme.bound():
        own = thread.now()
        stranger = contacts.new_visitor()
        assert access.of_contact(own.contact_id, own.public_id) == own
        with pytest.raises(Conversation.DoesNotExist):
            access.of_contact(stranger.pk, own.public_id)


def test_ids_of_one_tenant_lead_nowhere_in_another(
    acme: Company, globex: Company, thread: Thread
) -> None:
    with acme.bound():
        own = thread.now()
    with globex.bound():
        with pytest.raises(Conversation.DoesNotExist):
            access.by_public_id(own.public_id)
        with pytest.raises(Conversation.DoesNotExist):
            lifecycle.resolve(own.pk)
