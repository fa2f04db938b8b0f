"""Contacts: who they are, what they have seen."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import F
from django.db.models.functions import Greatest

from helpdesk.agents.models import Agent
from helpdesk.conversations import messaging
from helpdesk.conversations.models import Contact, Conversation
from helpdesk.live import hints

_FIELDS = [field.name for field in Contact._meta.fields]


def new_visitor(*, locale: str = "") -> Contact:
    return Contact.objects.create(locale=locale)


def identified(external_id: str, **known: Any) -> Contact:
    """The contact with this id in the tenant's product; only call it with a verified id."""
    contact, _ = Contact.objects.get_or_create(external_id=external_id)
    changed = {name: value for name, value in known.items() if value}
    if changed:
        Contact.objects.filter(pk=contact.pk).update(**changed)
        contact.refresh_from_db()
    return contact


@transaction.atomic
def leave_details(contact_id: int, *, name: str = "", email: str = "", phone: str = "") -> None:
    """What a visitor tells of themselves. An identified contact's address is not overwritten.

    Raises ``ValidationError`` naming the field.
    """
    contact = Contact.objects.select_for_update().get(pk=contact_id)
    if email:
        try:
            validate_email(email)
        except ValidationError as error:
            raise ValidationError(
                {"email": "Give an e-mail address like name@firm.com."}
            ) from error
    given = {"name": name.strip()[:200], "email": email.strip(), "phone": phone.strip()[:40]}
    for field, value in given.items():
        if value and not (contact.is_identified and getattr(contact, field)):
            setattr(contact, field, value)
    contact.save(update_fields=["name", "email", "phone"])


@transaction.atomic
def correct(contact_id: int, *, in_id: int, by: Agent, **given: str) -> None:
    """What an agent learnt in the conversation ``in_id``: name, e-mail, phone; empty takes it away.

    The id in the tenant's own product is not theirs to change. Raises ``ValidationError`` naming
    the field.
    """
    contact = Contact.objects.select_for_update().get(pk=contact_id)
    changed = []
    for field, value in given.items():
        plain = " ".join(value.replace("\x00", "").split())
        if plain != getattr(contact, field):
            setattr(contact, field, plain)
            changed.append(field)
    contact.clean_fields(exclude=[name for name in _FIELDS if name not in changed])
    if changed:
        contact.save(update_fields=changed)
        who: dict[str, Any] = {"agent_id": by.pk, "agent": by.name}
        messaging.add_event(in_id, "contact_corrected", internal=True, fields=changed, **who)


def seen_by_contact(conversation_id: int, upto: int) -> None:
    _seen(conversation_id, "contact_seen", upto)


def seen_by_agent(conversation_id: int, upto: int) -> None:
    _seen(conversation_id, "agent_seen", upto)


def _seen(conversation_id: int, field: str, upto: int) -> None:
    # Of what was merged the numbers are another log's: nothing is read by them.
    rows = Conversation.objects.filter(pk=conversation_id, head__gte=upto, merged_into=None)
    if rows.filter(**{f"{field}__lt": upto}).update(**{field: Greatest(F(field), upto)}):
        hints.whisper(conversation_id, {"seen": field, "upto": upto})
