"""What was said in a conversation, as the package keeps it: lines, files, the transcript."""

from typing import Any, Final

from helpdesk.conversations.models import Message
from helpdesk.handoff.account import iso
from helpdesk.handoff.lines import Line

TRANSCRIPT_ENTRIES: Final = 50
# Who says so much needs no summary but a colleague; what is older is in the log.
LINES_TOLD: Final = 1_000
BODY_SHOWN: Final = 2_000
FILES_SHOWN: Final = 50


def lines_of(conversation_id: int, *, after: int = 0) -> list[Line]:
    """What both sides said after ``after``, oldest first."""
    spoken = Message.objects.filter(conversation_id=conversation_id, kind="message", seq__gt=after)
    latest = spoken.exclude(body="").order_by("-seq").values_list("seq", "sender", "body")
    return [
        Line(seq, by_contact=sender == Message.Sender.CONTACT, text=body)
        for seq, sender, body in reversed(latest[:LINES_TOLD])
    ]


def files_of(conversation_id: int) -> list[dict[str, Any]]:
    """``[{seq, id, name, media, size}]``: what the customer has sent, oldest first."""
    said = Message.objects.filter(conversation_id=conversation_id, sender="contact")
    with_files = said.filter(data__has_key="attachments").order_by("seq")
    files = [
        {"seq": entry.seq, **{key: one[key] for key in ("id", "name", "media", "size")}}
        for entry in with_files
        for one in entry.data["attachments"]
    ]
    return files[-FILES_SHOWN:]


def transcript_of(conversation_id: int) -> list[dict[str, Any]]:
    """The last ``TRANSCRIPT_ENTRIES`` entries, events included, notes not."""
    entries = Message.objects.filter(conversation_id=conversation_id).exclude(kind="note")
    latest = entries.select_related("agent").order_by("-seq")[:TRANSCRIPT_ENTRIES]
    lines = [_line(entry) for entry in reversed(latest)]
    return [line for line in lines if line["body"] or line["files"]]


def _line(entry: Message) -> dict[str, Any]:
    return {
        "seq": entry.seq,
        "kind": entry.kind,
        "sender": entry.sender,
        "author": entry.agent.name if entry.agent else "",
        "body": entry.body[:BODY_SHOWN],
        "files": [one["name"] for one in entry.data.get("attachments", [])],
        "at": iso(entry.created_at),
    }
