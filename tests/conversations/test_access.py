"""From an id to a row by statements of our own: the same row that the ORM would bring."""

from typing import Any

import pytest
from django.db import connection, transaction
from django.db.models import Model
from django.test.utils import CaptureQueriesContext

from helpdesk.agents.models import Agent
from helpdesk.conversations import access, lifecycle
from helpdesk.conversations.models import Conversation
from tests.cast import Company
from tests.conversations.conftest import Thread


def values(row: Model) -> dict[str, Any]:
    return {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}


def test_a_row_has_every_value_that_the_orm_would_bring(
    acme: Company, thread: Thread, bo: Agent
) -> None:
    with acme.bound(), transaction.atomic():
        lifecycle.release(lifecycle.claim(thread.id, bo).pk)
        lifecycle.claim(thread.id, bo)
        Conversation.objects.filter(pk=thread.id).update(page={"url": "/prices", "title": "50 %"})
        known = Conversation.objects.get(pk=thread.id)
        locked, named = access.locked(thread.id), access.by_public_id(known.public_id)
        assert values(locked) == values(known) == values(named)
        assert (locked._state.adding, locked._state.db) == (False, "default")
        with CaptureQueriesContext(connection) as queries:
            related = [named.contact, named.assignee, named.team]
        assert len(queries) == 0
        assert related == [known.contact, bo, known.team]
        assert [values(row) for row in related if row] == [
            values(row) for row in (known.contact, known.assignee, known.team) if row
        ]


def test_a_row_without_team_and_agent_has_none(acme: Company, thread: Thread) -> None:
    with acme.bound():
        found = access.by_public_id(thread.now().public_id)
        assert (found.team, found.assignee, found.merged_into) == (None, None, None)


def test_nothing_is_locked_outside_a_transaction(acme: Company, thread: Thread) -> None:
    with acme.bound(), pytest.raises(transaction.TransactionManagementError, match="begin one"):
        access.locked(thread.id)


def test_what_is_not_there_is_said_so(acme: Company) -> None:
    with acme.bound(), transaction.atomic():
        for look in (access.locked, access.where_it_stands, access.fence_of, access.as_it_lives):
            with pytest.raises(Conversation.DoesNotExist):
                look(999_999)
        with pytest.raises(Conversation.DoesNotExist):
            access.by_public_id("nowhere")
