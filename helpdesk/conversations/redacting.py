"""Remove what should never have been written: from the log, its preview, and prepared cases."""

from typing import Any

from django.db import transaction
from django.db.models.functions import Now

from helpdesk.agents.models import Agent
from helpdesk.conversations import attaching, carrying, messaging
from helpdesk.conversations.access import locked
from helpdesk.conversations.models import Conversation, Handoff, Message
from helpdesk.conversations.signals import message_redacted

REPLACEMENT = "[redacted]"
# Cases quote long messages by their beginning, also after others: what ends a text, is this long
# and begins one is that message.
_BEGINNING = 100
# Parts of a case that quote the words by which a label was found.
_HEARD = ("category", "urgency", "mood")


@transaction.atomic
def redact(conversation_id: int, seq: int, *, by: Agent | None = None) -> None:
    """Remove an entry's text and data for good; its number stays, so nothing shifts.

    Everyone's screen is told by an event. Redacting twice changes nothing. What went to another
    conversation is redacted there. Raises ``Message.DoesNotExist``.
    """
    entry = carrying.found(conversation_id, seq)
    conversation_id, seq = entry.conversation_id, entry.seq
    conversation = locked(conversation_id)
    if entry.redacted_at is not None:
        return
    body, shown = entry.body, messaging.preview_of(entry.body, entry.data)
    attaching.remove_from(entry)
    Message.objects.filter(pk=entry.pk).update(body="", data={"redacted": True}, redacted_at=Now())
    _clear_preview(conversation, shown)
    _clear_cases(conversation_id, entry)
    message_redacted.send(Conversation, conversation_id=conversation_id, seq=seq, body=body)
    who: dict[str, Any] = {"agent_id": by.pk, "agent": by.name} if by else {}
    messaging.add_event(conversation_id, "redacted", target=seq, **who)


def _clear_preview(conversation: Conversation, shown: str) -> None:
    if conversation.last_preview == shown:
        conversation.last_preview = ""
        conversation.save(update_fields=["last_preview"])


def _clear_cases(conversation_id: int, entry: Message) -> None:
    for handoff in Handoff.objects.filter(conversation_id=conversation_id):
        package = without(handoff.package, entry.body)
        package = _without_words(_without_files(package, entry.seq), entry.body)
        handoff.package = _without_pieces(package, entry.seq)
        handoff.save(update_fields=["package"])


def _without_files(package: dict[str, Any], seq: int) -> dict[str, Any]:
    lists = {name: package[name] for name in ("files", "transcript") if name in package}
    kept = {
        "files": [one for one in lists.get("files", []) if one["seq"] != seq],
        "transcript": [
            {**line, "files": []} if line["seq"] == seq and "files" in line else line
            for line in lists.get("transcript", [])
        ],
    }
    return {**package, **{name: kept[name] for name in lists}}


def _without_pieces(package: dict[str, Any], seq: int) -> dict[str, Any]:
    """The same without the sentences and values that were taken out of this entry."""
    kept: dict[str, Any] = {
        name: [one for one in package[name] if one["seq"] != seq]
        for name in ("said", "identifiers", "details")
        if name in package
    }
    if package.get("wanted", {}).get("seq") == seq:
        kept["wanted"] = {}
    return {**package, **kept}


def _without_words(package: dict[str, Any], body: str) -> dict[str, Any]:
    """The same without the words of this text that made a label."""
    read = " ".join(body.lower().split())
    heard = {name: package[name] for name in _HEARD if isinstance(package.get(name), dict)}
    kept = {
        name: {**part, "words": [one for one in part.get("words", []) if one.lower() not in read]}
        for name, part in heard.items()
    }
    return {**package, **kept}


def without(value: Any, body: str) -> Any:
    """The same JSON value with the text taken out wherever it is quoted."""
    if not body.strip():
        return value
    if isinstance(value, dict):
        return {key: without(part, body) for key, part in value.items()}
    if isinstance(value, list):
        return [without(part, body) for part in value]
    return _text_without(value, body) if isinstance(value, str) else value


def _text_without(text: str, body: str) -> str:
    begins = text.find(body[:_BEGINNING])
    if len(body) > _BEGINNING and begins >= 0 and body.startswith(text[begins:]):
        return text[:begins] + REPLACEMENT
    return text.replace(body, REPLACEMENT)
