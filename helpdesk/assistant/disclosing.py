"""Keeps what left for a model, call by call, and by which placeholders it speaks of a conversation.

The record is made with the money that is set aside, before the call: whatever becomes of it, what
may have left is written down.
"""

from helpdesk.assistant.llm import Prompt
from helpdesk.assistant.masking import Mask, owner_of
from helpdesk.assistant.models import AssistantSettings, Disclosure, Expense


def mask_of(conversation_id: int | None, tenant: AssistantSettings) -> Mask:
    """The conversation's mask, with the placeholders of its earlier calls."""
    calls = Disclosure.objects.filter(conversation=conversation_id).order_by("-id")
    kept = calls.values_list("placeholders", flat=True).first() if conversation_id else None
    return Mask(owner_of(conversation_id), kept, is_on=tenant.hides_personal_data)


def keep(expense: Expense, prompt: Prompt, mask: Mask) -> None:
    """Inside the transaction in which the money for the call is set aside."""
    Disclosure.objects.create(
        expense=expense,
        conversation_id=expense.conversation_id,
        endpoint=expense.endpoint,
        is_masked=mask.is_on,
        system=prompt.system,
        user=prompt.user,
        hidden=mask.used,
        placeholders=mask.digests,
    )


def forget(conversation_id: int) -> None:
    """Drop the words of all that left for this conversation; that it left stays on record.

    A redacted text may stand in any call after it, masked, shortened or quoted, so none is kept.
    Placeholders are numbered anew.
    """
    Disclosure.objects.filter(conversation=conversation_id).update(
        system="", user="", hidden=[], placeholders={}, is_forgotten=True
    )
