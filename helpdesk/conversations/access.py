"""The only ways from an id to a row, for code that outsiders can reach."""

from helpdesk.conversations.models import Conversation


def locked(conversation_id: int) -> Conversation:
    """The row, locked until the transaction ends. Raises ``Conversation.DoesNotExist``."""
    return Conversation.objects.select_for_update().get(pk=conversation_id)


def fence_of(conversation_id: int) -> int:
    """The fence as it stands now. Raises ``Conversation.DoesNotExist``."""
    return Conversation.objects.values_list("fence", flat=True).get(pk=conversation_id)


def by_public_id(public_id: str) -> Conversation:
    """For agents and programs of the tenant. Raises ``Conversation.DoesNotExist``."""
    return Conversation.objects.select_related("contact", "team", "assignee").get(
        public_id=public_id
    )


def of_contact(contact_id: int, public_id: str) -> Conversation:
    """The contact's own conversation. Another contact's does not exist for them."""
    return Conversation.objects.get(public_id=public_id, contact_id=contact_id)
