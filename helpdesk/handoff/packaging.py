"""Prepares the case that a person takes over, as plain JSON.

``build`` returns a dictionary of this shape, version 2. Readers: the inbox's card, the API, the
demo. Every key is always there; what is not known is empty. Version 1 had no said and no details.

    v            2
    goal         {text, latest}: the first and the last wording of what the customer wants
    said         [{seq, text}]: the customer's other sentences that matter, oldest first
    details      [{seq, kind, text, by: contact|assistant}]: values that stand in none of them
    rule         {name, trigger, label, reason, evidence: [words], priority}
    tried        [{seq, question, answer, sources: [source], confidence, verdict, at}]
    sources      [{id, title, url}]: every source shown, once
    mood         {score: −1…1, label: upset|unhappy|neutral|pleased, words, course: [score]}
    contact      {id, name, email, phone, identified, attributes, locale, since, past}
    missing      [field]: what is not known and may be asked for, in one question at most
    page         {url, title, referrer}
    language     "en"
    files        [{seq, id, name, media, size}]: what the customer has sent, oldest first
    transcript   [{seq, kind, sender, author, body, files: [name], at}]: the last 50 entries,
                 events included
    times        {started_at, asked_at, handed_off_at}
    next_step    a sentence: what the person should do first
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.utils import timezone

from escalation.deciding import Decision
from escalation.rules import Trigger
from helpdesk.conversations.access import locked
from helpdesk.conversations.exchanges import Stretch, Tried, assisted_stretch
from helpdesk.conversations.models import Contact, Conversation, Message
from helpdesk.handoff.first_steps import first_step
from helpdesk.handoff.mood import mood_of
from helpdesk.handoff.telling import Line, tell

VERSION = 2
TRANSCRIPT_ENTRIES = 50
# Who says so much needs no summary but a colleague; what is older is in the log.
LINES_TOLD = 1_000
BODY_SHOWN = 2_000

Package = dict[str, Any]


def build(conversation_id: int, decision: Decision) -> Package:
    """The package of this hand-off. Call it in the transaction that hands off."""
    conversation = locked(conversation_id)
    stretch = assisted_stretch(conversation.pk)
    attempts = [one for one in stretch.tried if one.is_attempt]
    asked = [text for text in (*(one.question for one in attempts), stretch.question) if text]
    tried = [_tried(one) for one in attempts]
    goal = goal_of(asked)
    return {
        "v": VERSION,
        "goal": goal,
        **_told(conversation.pk, goal["text"]),
        "rule": rule_of(decision),
        "tried": tried,
        "sources": _once([source for one in tried for source in one["sources"]]),
        "mood": mood_of(asked),
        "contact": _contact(conversation),
        "missing": _missing(conversation.contact),
        "page": {key: conversation.page.get(key, "") for key in ("url", "title", "referrer")},
        "language": conversation.locale or conversation.contact.locale,
        "files": _files(conversation.pk),
        "transcript": _transcript(conversation.pk),
        "times": _times(conversation, stretch),
        "next_step": first_step(decision.trigger, decision.evidence),
    }


def goal_of(asked: Sequence[str]) -> dict[str, str]:
    """The first wording, and the last where it differs; each cut at ``BODY_SHOWN``."""
    first, latest = (asked[0], asked[-1]) if asked else ("", "")
    return {"text": first[:BODY_SHOWN], "latest": latest[:BODY_SHOWN] if latest != first else ""}


def rule_of(decision: Decision) -> dict[str, Any]:
    """Why it was handed over, as the case keeps it."""
    return {
        "name": decision.rule_name,
        "trigger": str(decision.trigger),
        "label": f"When {Trigger(decision.trigger).label}",
        "reason": decision.reason,
        "evidence": list(decision.evidence),
        "priority": str(decision.priority),
    }


def _told(conversation_id: int, goal: str) -> dict[str, Any]:
    """``said`` and ``details``, from all that was said in the conversation."""
    spoken = Message.objects.filter(conversation_id=conversation_id, kind="message")
    latest = spoken.exclude(body="").order_by("-seq").values_list("seq", "sender", "body")
    lines = [
        Line(seq, by_contact=sender == Message.Sender.CONTACT, text=body)
        for seq, sender, body in reversed(latest[:LINES_TOLD])
    ]
    return told_of(lines, goal)


def told_of(lines: Sequence[Line], goal: str) -> dict[str, Any]:
    """``said`` and ``details`` of these lines, as the case keeps them."""
    told = tell(lines, goal)
    return {
        "said": [{"seq": one.seq, "text": one.text} for one in told.said],
        "details": [
            {
                "seq": one.seq,
                "kind": one.kind,
                "text": one.text,
                "by": "contact" if one.by_contact else "assistant",
            }
            for one in told.details
        ],
    }


def _tried(one: Tried) -> dict[str, Any]:
    return {
        "seq": one.entry.seq,
        "question": one.question[:BODY_SHOWN],
        "answer": one.entry.body[:BODY_SHOWN],
        "sources": [_source(source) for source in one.entry.data.get("sources", [])],
        "confidence": one.entry.data.get("confidence"),
        "verdict": one.verdict,
        "at": _iso(one.entry.created_at),
    }


def _source(source: dict[str, Any]) -> dict[str, Any]:
    return {key: source.get(key, "") for key in ("id", "title", "url")}


def _once(sources: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return list({(source["id"], source["url"]): source for source in sources}.values())


def _contact(conversation: Conversation) -> dict[str, Any]:
    contact = conversation.contact
    past = contact.conversations.filter(is_spam=False).exclude(pk=conversation.pk).count()
    return {
        "id": contact.public_id,
        "name": contact.name,
        "email": contact.email,
        "phone": contact.phone,
        "identified": contact.is_identified,
        "attributes": contact.attributes,
        "locale": contact.locale,
        "since": _iso(contact.created_at),
        "past": past,
    }


def _missing(contact: Contact) -> list[str]:
    known = {"name": contact.name, "email": contact.email or contact.phone}
    return [field for field, value in known.items() if not value]


def _files(conversation_id: int) -> list[dict[str, Any]]:
    said = Message.objects.filter(conversation_id=conversation_id, sender="contact")
    with_files = said.filter(data__has_key="attachments").order_by("seq")
    return [
        {"seq": entry.seq, **{key: one[key] for key in ("id", "name", "media", "size")}}
        for entry in with_files
        for one in entry.data["attachments"]
    ]


def _transcript(conversation_id: int) -> list[dict[str, Any]]:
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
        "at": _iso(entry.created_at),
    }


def _times(conversation: Conversation, stretch: Stretch) -> dict[str, str]:
    asked = stretch.asked[0].created_at if stretch.asked else conversation.last_message_at
    return {
        "started_at": _iso(conversation.created_at),
        "asked_at": _iso(asked),
        "handed_off_at": _iso(timezone.now()),
    }


def _iso(moment: datetime) -> str:
    return moment.isoformat()
