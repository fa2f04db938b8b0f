"""Hears in what a waiting customer writes how they want to be reached: typed answers count."""

import re
from typing import Final

from django.core.exceptions import ValidationError
from django.db import transaction

from helpdesk.conversations.access import locked
from helpdesk.conversations.models import Conversation, Message
from helpdesk.handoff.keeping_up import keep_up
from helpdesk.handoff.values import values_in
from helpdesk.waiting.choosing import choose
from helpdesk.waiting.ways import Way

_NOT: Final = re.compile(r"\b(?:not|never|don['’]t|do\s+not|nicht|kein\w*)\b", re.IGNORECASE)
_ASKED: Final = (
    (
        Way.CALLBACK,
        re.compile(
            r"\b(?:(?:call|phone|ring)\s+me|call\s*-?back|give\s+me\s+a\s+call|by\s+(?:tele)?phone"
            r"|ruf(?:en|t)?\s+(?:sie\s+)?mich|rückruf|zurückrufen|per\s+telefon)\b",
            re.IGNORECASE,
        ),
    ),
    (
        Way.EMAIL,
        re.compile(
            r"\b(?:(?:e-?mail|mail|write)\s+(?:to\s+)?me|(?:by|via|per)\s+e-?mail"
            r"|schreib(?:en|t)?\s+(?:sie\s+)?mir)\b",
            re.IGNORECASE,
        ),
    ),
    (Way.CHAT, re.compile(r"\b(?:stay|wait|answer|reply)\s+(?:\w+\s+)?here\b", re.IGNORECASE)),
)
_KINDS: Final = {Way.CALLBACK: "phone", Way.EMAIL: "email"}


@transaction.atomic
def hear(conversation_id: int, seq: int) -> None:
    """Keep the case up with what was said at ``seq``, and do what it asks of us."""
    keep_up(conversation_id)
    said = Message.objects.filter(conversation=conversation_id, seq=seq).values_list("body")
    conversation = locked(conversation_id)
    way = way_in(said[0][0]) if said else None
    if way is None or conversation.status != Conversation.Status.WAITING:
        return
    try:
        choose(conversation_id, way, address=_address(said[0][0], way))
    except ValidationError:
        return  # no address to be had from it: the chat's buttons ask for one


def way_in(text: str) -> Way | None:
    """How the text asks to be reached; None where it does not, or says how not to."""
    if _NOT.search(text):
        return None
    return next((way for way, asked in _ASKED if asked.search(text)), None)


def _address(text: str, way: Way) -> str:
    found = [value.text for value in values_in(text) if value.kind == _KINDS.get(way)]
    return found[0] if found else ""
