"""Who writes in a conversation, and from where, as far as its tenant's rules ask for it."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string

from escalation.conditions import What
from escalation.facts.values import Circumstances
from escalation.rules import RuleSpec
from helpdesk.conversations.models import Conversation


def circumstances_of(conversation_id: int, rules: Sequence[RuleSpec]) -> Circumstances:
    """Nothing is looked up where no rule has a condition, nor the hours where none asks for them.

    ``settings.OFFICE_IS_OPEN`` may name who knows the hours: that stands above conversations.
    """
    asked = {one.what for rule in rules for one in rule.conditions}
    if not asked:
        return Circumstances()
    conversation = Conversation.objects.select_related("contact").get(pk=conversation_id)
    is_open = _office_is_open() if What.OFFICE in asked else None
    return replace(known_of(conversation), is_open=is_open)


def known_of(conversation: Conversation) -> Circumstances:
    """What the conversation and its contact tell; not whether the office is open."""
    contact = conversation.contact
    return Circumstances(
        language=conversation.locale or contact.locale,
        is_identified=contact.is_identified,
        attributes=_texts(contact.attributes),
        page=str(conversation.page.get("url", "")),
    )


def _office_is_open() -> bool:
    knows = getattr(settings, "OFFICE_IS_OPEN", "helpdesk.routing.standing.default_team_is_there")
    return bool(import_string(knows)())


def _texts(attributes: dict[str, Any]) -> dict[str, str]:
    """Texts, numbers and yes or no; what is nested equals nothing that a rule can name."""
    return {
        name: str(value).lower() if isinstance(value, bool) else str(value)
        for name, value in attributes.items()
        if isinstance(value, str | int | float | bool)
    }
