"""The case of a past hand-off, in the shape that ``handoff.packaging`` prepares.

The sources' titles and addresses are filled in when the articles' rows are known (``writing``).
"""

from datetime import datetime
from typing import Any

from escalation.deciding import Decision
from helpdesk.demo.past.records import PastContact, PastConversation
from helpdesk.demo.past.stretch import Attempt, Stretch
from helpdesk.handoff.first_steps import first_step
from helpdesk.handoff.mood import mood_of
from helpdesk.handoff.packaging import VERSION, goal_of, rule_of, told_of
from helpdesk.handoff.telling import Line


def package(
    conversation: PastConversation, stretch: Stretch, decision: Decision, at: datetime, *, past: int
) -> dict[str, Any]:
    """What was known at the moment of the hand-off."""
    tried = [_tried(attempt) for attempt in stretch.tried]
    asked = [*(attempt.question for attempt in stretch.tried), stretch.question]
    asked = [text for text in asked if text]
    goal = goal_of(asked)
    return {
        "v": VERSION,
        "goal": goal,
        **told_of(_lines(conversation), goal["text"]),
        "rule": rule_of(decision),
        "tried": tried,
        "sources": [source for one in tried[:1] for source in one["sources"]],
        "mood": mood_of(asked),
        "contact": _contact(conversation.contact, conversation.contact_since, past),
        "missing": _missing(conversation.contact),
        "page": conversation.page,
        "language": conversation.locale,
        "files": [],
        "transcript": _transcript(conversation),
        "times": {
            "started_at": conversation.started_at.isoformat(),
            "asked_at": (stretch.asked[0].at if stretch.asked else at).isoformat(),
            "handed_off_at": at.isoformat(),
        },
        "next_step": first_step(decision.trigger, decision.evidence),
    }


def _lines(conversation: PastConversation) -> list[Line]:
    said = (entry for entry in conversation.entries if entry.kind == "message" and entry.body)
    return [Line(entry.seq, entry.sender == "contact", entry.body) for entry in said]


def _tried(attempt: Attempt) -> dict[str, Any]:
    return {
        "seq": attempt.entry.seq,
        "question": attempt.question,
        "answer": attempt.entry.body,
        "sources": [{"id": attempt.turn.source}],
        "confidence": attempt.entry.data["confidence"],
        "verdict": attempt.turn.verdict,
        "at": attempt.entry.at.isoformat(),
    }


def _contact(contact: PastContact, since: datetime, past: int) -> dict[str, Any]:
    return {
        "id": contact.public_id,
        "name": contact.name,
        "email": contact.email,
        "phone": "",
        "identified": contact.external_id is not None,
        "attributes": contact.attributes,
        "locale": contact.locale,
        "since": since.isoformat(),
        "past": past,
    }


def _missing(contact: PastContact) -> list[str]:
    return [name for name, value in (("name", contact.name), ("email", contact.email)) if not value]


def _transcript(conversation: PastConversation) -> list[dict[str, Any]]:
    return [
        {
            "seq": entry.seq,
            "kind": entry.kind,
            "sender": entry.sender,
            "author": "",
            "body": entry.body,
            "files": [],
            "at": entry.at.isoformat(),
        }
        for entry in conversation.entries
        if entry.kind != "note" and entry.body
    ]
