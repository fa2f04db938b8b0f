"""Visits: who a browser is to us, and the signed token that says so."""

import time
from dataclasses import dataclass
from datetime import timedelta
from pathlib import PurePosixPath
from typing import Any

from django.conf import settings as django_settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Count, F, Q, QuerySet
from django.utils import timezone

from helpdesk.conversations import attaching, contacts
from helpdesk.conversations.models import Contact, Conversation, Message
from helpdesk.widget import identity
from helpdesk.widget.identity import Identity, NotProven
from helpdesk.widget.models import WidgetSettings
from tenants.brand.models import Brand
from tenants.signing import BadToken, sign, unsign
from tenants.uploads.kinds import KINDS

PURPOSE = "visitor"
REMEMBERED = timedelta(days=30)
# Where identification is required, a proof opens the chat for a working day, no longer.
PROVEN = timedelta(hours=12)
LISTED = 50


@dataclass(frozen=True, slots=True)
class Visit:
    """A visitor whose token was checked. ``until``: when to ask again, in Unix seconds."""

    contact_id: int
    public_id: str
    until: float


@dataclass(frozen=True, slots=True)
class Pass:
    """What a token says, checked for its signature and workspace; ``at`` in Unix seconds."""

    contact: str
    at: int

    def until(self, *, must_prove: bool) -> float:
        """When it ends, in Unix seconds. Raises ``BadToken`` when it has.

        ``must_prove``: a known contact, where none is believed without proof.
        """
        until = self.at + (PROVEN if must_prove else REMEMBERED).total_seconds()
        if until < time.time():
            raise BadToken("The token has expired.")
        return until


@dataclass(frozen=True, slots=True)
class Arrival:
    """What a browser says of its visitor: a proof of identity, or the token it got before."""

    proof: Any = None
    token: str = ""
    locale: str = ""


def enter(arrival: Arrival) -> dict[str, Any]:
    """Begin or continue a visit.

    Raises ``NotProven`` for a proof that proves nothing, ``PermissionDenied`` when blocked.
    """
    settings = WidgetSettings.current()
    contact = _unblocked(_contact(arrival, settings))
    Contact.objects.filter(pk=contact.pk).update(last_seen_at=timezone.now())
    return {
        "visitor": token_for(contact),
        "contact": described(contact),
        "brand": _brand(Brand.current()),
        "files": _files(settings),
        "conversations": conversations_of(contact.pk),
    }


def token_for(contact: Contact) -> str:
    return sign(PURPOSE, {"c": contact.public_id, "at": int(time.time())})


def read(token: str) -> Pass:
    """Raises ``BadToken`` for one that is forged, old, or of another workspace."""
    payload = unsign(PURPOSE, token, max_age=REMEMBERED)
    return Pass(payload["c"], payload["at"])


def described(contact: Contact) -> dict[str, Any]:
    return {
        "id": contact.public_id,
        "name": contact.name,
        "email": contact.email,
        "identified": contact.is_identified,
    }


def conversations_of(contact_id: int) -> list[dict[str, Any]]:
    """The contact's conversations, latest first, with what they have not read yet."""
    unread = Q(
        messages__seq__gt=F("contact_seen"),
        messages__kind=Message.Kind.MESSAGE,
        messages__sender__in=[Message.Sender.ASSISTANT, Message.Sender.AGENT],
    )
    rows: QuerySet[Any] = (
        Conversation.objects.real()
        .filter(contact_id=contact_id, head__gt=0)
        .annotate(unread=Count("messages", filter=unread))
        .order_by("-last_message_at", "-id")[:LISTED]
    )
    return [
        {
            "id": row.public_id,
            "status": row.status,
            "preview": row.last_preview,
            "at": row.last_message_at.isoformat(),
            "unread": row.unread,
        }
        for row in rows
    ]


def _contact(arrival: Arrival, settings: WidgetSettings) -> Contact:
    # Also an empty one: nobody who tries to prove something becomes a stranger by failing.
    if arrival.proof is not None:
        return _proven(identity.verify(arrival.proof, settings.secrets()))
    return _remembered(arrival.token, settings) or contacts.new_visitor(locale=arrival.locale)


def _unblocked(contact: Contact) -> Contact:
    if contact.is_blocked:
        raise PermissionDenied("This contact is blocked.")
    return contact


def _remembered(token: str, settings: WidgetSettings) -> Contact | None:
    """Who came with this token before. None: a stranger, as with an old or foreign token."""
    try:
        told = read(token)
    except BadToken:
        return None
    contact = Contact.objects.filter(public_id=told.contact).first()
    # A token lives on for ever if it may renew itself; where proof is required it may not.
    needs_proof = settings.identification_required and contact and contact.is_identified
    return None if needs_proof else contact


def _proven(who: Identity) -> Contact:
    if who.vouched:
        return contacts.identified(who.external_id, name=who.name, email=who.email)
    contact = contacts.identified(who.external_id)
    try:  # not signed: it may fill what is empty, and change nothing
        contacts.leave_details(contact.pk, name=who.name, email=who.email)
    except ValidationError as error:
        raise NotProven("The e-mail address is malformed.") from error
    contact.refresh_from_db()
    return contact


def _files(settings: WidgetSettings) -> dict[str, Any] | None:
    """What may be sent, so that a browser need not try; None: nothing."""
    if not settings.takes_files:
        return None
    endings = [f".{ending}" for ending in KINDS]
    return {"endings": endings, "max_bytes": settings.file_limit, "most": attaching.MOST_FILES}


def _brand(brand: Brand) -> dict[str, Any]:
    return {
        "name": brand.name,
        "colour": brand.colour,
        "accent": brand.accent,
        "logo": f"/widget/logo/{PurePosixPath(brand.logo.name).name}" if brand.logo.name else "",
        "greeting": brand.greeting_words(),
        "disclosure": brand.disclosure,
        "locale": brand.locale or django_settings.LANGUAGE_CODE,
    }
