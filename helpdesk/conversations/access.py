"""The only ways from an id to a row, for code that outsiders can reach."""

from typing import LiteralString

from django.db.models import QuerySet
from django.db.models.functions import Coalesce

from helpdesk.conversations.models import Conversation
from tenants.database import direct

_FENCE: LiteralString = "SELECT fence FROM {schema}.conversations_conversation WHERE id = %s"


def locked(conversation_id: int) -> Conversation:
    """The row, locked until the transaction ends; of one that was merged, that which lives.

    Work on what is returned, not on the id. Raises ``Conversation.DoesNotExist``.
    """
    row = Conversation.objects.select_for_update().get(pk=conversation_id)
    return row if row.merged_into_id is None else locked(row.merged_into_id)


def living(conversation_id: int) -> int:
    """The id under which it lives, not locked. Raises ``Conversation.DoesNotExist``.

    For whoever locks several: in the order of these ids, so that nobody waits in a ring.
    """
    into = Conversation.objects.values_list("merged_into", flat=True).get(pk=conversation_id)
    return into or conversation_id


def fence_of(conversation_id: int) -> int:
    """The fence as it stands now. Raises ``Conversation.DoesNotExist``."""
    found = direct.fetch_prepared(_FENCE, (conversation_id,))
    if not found:
        raise Conversation.DoesNotExist
    fence: int = found[0][0]
    return fence


def by_public_id(public_id: str) -> Conversation:
    """For agents and programs of the tenant, who are told where a merged one went.

    Raises ``Conversation.DoesNotExist``.
    """
    return _whole().get(public_id=public_id)


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
    row = _whole().get(pk=conversation_id)
    return row if row.merged_into_id is None else as_it_lives(row.merged_into_id)


def of_contact(contact_id: int, public_id: str) -> Conversation:
    """The contact's own conversation; under the name of a merged one, that which lives.

    Another contact's does not exist for them.
    """
    own = Conversation.objects.select_related("merged_into").filter(contact_id=contact_id)
    row = own.get(public_id=public_id)
    return row.merged_into or row


def _whole() -> QuerySet[Conversation]:
    return Conversation.objects.select_related("contact", "team", "assignee", "merged_into")
