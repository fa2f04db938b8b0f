"""The only ways from an id to a row, for code that outsiders can reach."""

from typing import LiteralString

from django.db import connection
from django.db.models.functions import Coalesce
from django.db.transaction import TransactionManagementError

from escalation.models import Team
from helpdesk.agents.entering import AGENT
from helpdesk.conversations.models import Contact, Conversation
from tenants.database import direct
from tenants.database.whole import Whole

_CONVERSATION, _CONTACT, _TEAM = Whole(Conversation, "c"), Whole(Contact, "k"), Whole(Team, "t")

_FENCE: LiteralString = "SELECT fence FROM {schema}.conversations_conversation WHERE id = %s"
_LOCKED: LiteralString = """
    SELECT <conversation> FROM {schema}.conversations_conversation AS c WHERE c.id = %s FOR UPDATE
""".replace("<conversation>", _CONVERSATION.columns)
_WHOLE: LiteralString = (
    """
    SELECT <conversation>, <contact>, <team>, <agent>
    FROM {schema}.conversations_conversation AS c
    JOIN {schema}.conversations_contact AS k ON k.id = c.contact_id
    LEFT JOIN {schema}.escalation_team AS t ON t.id = c.team_id
    LEFT JOIN {schema}.agents_agent AS a ON a.id = c.assignee_id
    WHERE
""".replace("<conversation>", _CONVERSATION.columns)
    .replace("<contact>", _CONTACT.columns)
    .replace("<team>", _TEAM.columns)
    .replace("<agent>", AGENT.columns)
)
_BY_ID: LiteralString = f"{_WHOLE} c.id = %s"
_BY_PUBLIC_ID: LiteralString = f"{_WHOLE} c.public_id = %s"
_STANDS: LiteralString = """
    SELECT coalesce(m.public_id, c.public_id) FROM {schema}.conversations_conversation AS c
    LEFT JOIN {schema}.conversations_conversation AS m ON m.id = c.merged_into_id WHERE c.id = %s
"""


def locked(conversation_id: int) -> Conversation:
    """The row, locked until the transaction ends; of one that was merged, that which lives.

    Work on what is returned, not on the id. Raises ``Conversation.DoesNotExist``, and outside a
    transaction ``TransactionManagementError``.
    """
    if not connection.in_atomic_block:
        raise TransactionManagementError("A lock holds for a transaction: begin one.")
    row = _CONVERSATION.read(_the_one(_LOCKED, conversation_id))
    return row if row.merged_into_id is None else locked(row.merged_into_id)


def living(conversation_id: int) -> int:
    """The id under which it lives, not locked. Raises ``Conversation.DoesNotExist``.

    For whoever locks several: in the order of these ids, so that nobody waits in a ring.
    """
    into = Conversation.objects.values_list("merged_into", flat=True).get(pk=conversation_id)
    return into or conversation_id


def fence_of(conversation_id: int) -> int:
    """The fence as it stands now. Raises ``Conversation.DoesNotExist``."""
    fence: int = _the_one(_FENCE, conversation_id)[0]
    return fence


def by_public_id(public_id: str) -> Conversation:
    """For agents and programs of the tenant, who are told where a merged one went.

    Raises ``Conversation.DoesNotExist``.
    """
    return _whole(_BY_PUBLIC_ID, public_id)


def where_it_stands(conversation_id: int) -> str:
    """The public id by which it is found now: its own, or that of what it was merged into.

    Raises ``Conversation.DoesNotExist``.
    """
    public_id: str = _the_one(_STANDS, conversation_id)[0]
    return public_id


def to_read(public_id: str) -> Conversation:
    """The same for whoever reads its log alone: its names and its contact's, and no more.

    Raises ``Conversation.DoesNotExist``.
    """
    named = Conversation.objects.select_related("contact")
    return named.only("public_id", "contact__name", "contact__email").get(public_id=public_id)


def known_as(public_id: str) -> int | None:
    """The id under which it lives, to filter by; None where there is no such conversation."""
    names = Conversation.objects.filter(public_id=public_id)
    found = names.values_list(Coalesce("merged_into", "pk"), flat=True).first()
    return None if found is None else int(found)


def as_it_lives(conversation_id: int) -> Conversation:
    """For whoever has just done something to it, which reached the one that lives."""
    row = _whole(_BY_ID, conversation_id)
    return row if row.merged_into_id is None else as_it_lives(row.merged_into_id)


def of_contact(contact_id: int, public_id: str) -> Conversation:
    """The contact's own conversation; under the name of a merged one, that which lives.

    Another contact's does not exist for them.
    """
    own = Conversation.objects.select_related("merged_into").filter(contact_id=contact_id)
    row = own.get(public_id=public_id)
    return row.merged_into or row


def _whole(text: LiteralString, one: int | str) -> Conversation:
    """With its contact, team and agent. Few were merged: into what is a look of its own."""
    row = _the_one(text, one)
    found, row = _CONVERSATION.read(row), row[len(_CONVERSATION) :]
    found.contact, row = _CONTACT.read(row), row[len(_CONTACT) :]
    found.team = _TEAM.read(row) if found.team_id else None
    found.assignee = AGENT.read(row[len(_TEAM) :]) if found.assignee_id else None
    return found


def _the_one(text: LiteralString, one: int | str) -> direct.Row:
    found = direct.fetch_prepared(text, (one,))
    if not found:
        raise Conversation.DoesNotExist
    return found[0]
