"""The case of a past hand-off, in the shape that ``handoff.packaging`` prepares.

The sources' titles and addresses are filled in when the articles' rows are known (``writing``).
"""

from datetime import datetime
from typing import Any

from escalation.deciding import Decision
from escalation.usual_topics import USUAL_TOPICS
from helpdesk.demo.past.records import PastConversation
from helpdesk.demo.past.stretch import Attempt, Stretch
from helpdesk.handoff.describing import Subject, described
from helpdesk.handoff.first_steps import first_step
from helpdesk.handoff.lines import Line
from helpdesk.handoff.packaging import VERSION, rule_of
from helpdesk.surveys.models import Kind, Response
from helpdesk.surveys.scoring import LATEST


def package(
    conversation: PastConversation, stretch: Stretch, decision: Decision, at: datetime, *, past: int
) -> dict[str, Any]:
    """What was known at the moment of the hand-off."""
    tried = [_tried(attempt) for attempt in stretch.tried]
    asked = [*(attempt.question for attempt in stretch.tried), stretch.question]
    asked = [text for text in asked if text]
    contact = {**_contact(conversation, past), "ratings": _ratings(conversation)}
    subject = Subject(asked, _lines(conversation), contact, (), conversation.page, USUAL_TOPICS)
    return {
        "v": VERSION,
        **described(subject),
        "question": {},
        "pointed": {},
        "way": {},
        "rule": rule_of(decision),
        "tried": tried,
        "sources": [source for one in tried[:1] for source in one["sources"]],
        "contact": contact,
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


def _contact(conversation: PastConversation, past: int) -> dict[str, Any]:
    contact = conversation.contact
    return {
        "id": contact.public_id,
        "name": contact.name,
        "email": contact.email,
        "phone": "",
        "identified": contact.external_id is not None,
        "attributes": contact.attributes,
        "locale": contact.locale,
        "since": conversation.contact_since.isoformat(),
        "past": past,
        "earlier": [],
    }


def _ratings(conversation: PastConversation) -> list[dict[str, str]]:
    given = [one for one in conversation.opinions if one.answered_at and one.score is not None]
    return [
        {
            "kind": str(Kind(one.kind).label),
            "words": Response(kind=one.kind, score=one.score).words,
            "at": (one.answered_at or one.asked_at).isoformat(),
        }
        for one in reversed(given[-LATEST:])
    ]


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
