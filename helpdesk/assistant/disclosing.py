"""Keeps what left for a model, call by call, and by which placeholders it speaks of a conversation.

The record is made with the money that is set aside, before the call: whatever becomes of it, what
may have left is written down.
"""

from typing import LiteralString

from helpdesk.assistant.llm import Prompt, endpoint_of
from helpdesk.assistant.masking import Mask, owner_of
from helpdesk.assistant.models import AssistantSettings, Disclosure
from helpdesk.assistant.personal_data import recognising
from tenants.database import direct

_KEPT: LiteralString = """
    SELECT placeholders FROM {schema}.assistant_disclosure
    WHERE conversation_id = %s ORDER BY id DESC LIMIT 1
"""


def expect(question: str, tenant: AssistantSettings) -> None:
    """It may be told to a model: look for what is personal in it beside what goes on meanwhile."""
    if tenant.hides_personal_data and endpoint_of(tenant):
        recognising.find_meanwhile(question)


def mask_of(conversation_id: int | None, tenant: AssistantSettings) -> Mask:
    """The conversation's mask, with the placeholders of its earlier calls."""
    found = direct.fetch_prepared(_KEPT, (conversation_id,)) if conversation_id else []
    kept = found[0][0] if found else None
    return Mask(owner_of(conversation_id), kept, is_on=tenant.hides_personal_data)


def told(prompt: Prompt, mask: Mask) -> Disclosure:
    """What leaves, to be kept with the money that is set aside for it."""
    return Disclosure(
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
