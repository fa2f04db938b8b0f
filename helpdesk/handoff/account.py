"""What is known of the contact beside this conversation, and what other apps tell of them.

Apps that know more (ratings, a shop's orders) register here who tells it; the hand-off need not
know them.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any, Final

from helpdesk.conversations.models import Contact, Conversation

Teller = Callable[[int], Any]

EARLIER_SHOWN: Final = 3
_ATTRIBUTES_SHOWN: Final = 20
_VALUE_SHOWN: Final = 200
_tellers: Final[dict[str, Teller]] = {}


def tells_of_contact(name: str) -> Callable[[Teller], Teller]:
    """Register who tells ``name`` of a contact (by id, in the transaction of the hand-off).

    It asks no model and no network, and what it returns is JSON.
    """

    def register(teller: Teller) -> Teller:
        _tellers[name] = teller
        return teller

    return register


def contact_of(conversation: Conversation) -> dict[str, Any]:
    """The contact as the package keeps it."""
    contact = conversation.contact
    others = contact.conversations.filter(is_spam=False).exclude(pk=conversation.pk)
    return {
        "id": contact.public_id,
        "name": contact.name,
        "email": contact.email,
        "phone": contact.phone,
        "identified": contact.is_identified,
        "attributes": _attributes(contact),
        "locale": contact.locale,
        "since": iso(contact.created_at),
        "past": others.count(),
        "earlier": [_earlier(one) for one in others.order_by("-last_message_at")[:EARLIER_SHOWN]],
        **{name: teller(contact.pk) for name, teller in _tellers.items()},
    }


def iso(moment: datetime) -> str:
    return moment.isoformat()


def _attributes(contact: Contact) -> dict[str, Any]:
    """As they are, unless a program stored a library in them."""
    kept = list(contact.attributes.items())[:_ATTRIBUTES_SHOWN]
    return {name: value[:_VALUE_SHOWN] if isinstance(value, str) else value for name, value in kept}


def _earlier(conversation: Conversation) -> dict[str, Any]:
    # Without its words: what is redacted there must not stand here.
    return {
        "id": conversation.public_id,
        "status": conversation.status,
        "at": iso(conversation.last_message_at),
    }
