"""Keeps the case up to date with what the customer says while they wait."""

from collections.abc import Sequence
from typing import Any

from django.db import transaction

from helpdesk.conversations.access import locked
from helpdesk.conversations.models import Conversation
from helpdesk.handoff.describing import ANSWER_SHOWN, described
from helpdesk.handoff.lines import Line
from helpdesk.handoff.manners import matter_of
from helpdesk.handoff.packaging import VERSION, subject_of
from helpdesk.handoff.spoken import lines_of, transcript_of

Package = dict[str, Any]


@transaction.atomic
def keep_up(conversation_id: int) -> None:
    """Describe anew what is known, until a person has taken over. Twice changes nothing.

    The goal, the reason, and what was tried stay as they were when it was handed off.
    """
    conversation = locked(conversation_id)
    handoff = conversation.handoffs.first()
    is_waiting = conversation.status == Conversation.Status.WAITING
    if handoff is None or not is_waiting or handoff.package.get("v") != VERSION:
        return
    said = [line for line in lines_of(conversation_id) if line.by_contact]
    before = [line for line in said if line.seq < handoff.seq]
    since = [line for line in said if line.seq > handoff.seq]
    asked = [*_asked(handoff.package, before), *(line.text for line in since)]
    question = _answered(handoff.package["question"], since)
    handoff.package = _with({**handoff.package, "question": question}, conversation, asked)
    handoff.save(update_fields=["package"])


def _with(package: Package, conversation: Conversation, asked: list[str]) -> Package:
    is_shelf = package["category"]["by"] == "collection"
    shelf = package["category"]["label"] if is_shelf else ""
    subject = subject_of(conversation, asked, collection=shelf, answered=package["question"])
    return {
        **package,
        **described(subject),
        "contact": subject.contact,
        "files": list(subject.files),
        "transcript": transcript_of(conversation.pk),
    }


def _asked(package: Package, before: Sequence[Line]) -> list[str]:
    """What was asked before the hand-off: what was tried, and what had no answer yet."""
    tried = package["tried"]
    if not tried:
        return [package["goal"]["text"]] if package["goal"]["text"] and before else []
    pending = "\n".join(line.text for line in before if line.seq > tried[-1]["seq"])
    return [text for text in (*(one["question"] for one in tried), pending) if text]


def _answered(question: Package, since: Sequence[Line]) -> Package:
    """The question with the first thing that was said after it, unless that asks itself."""
    if not question or question["answer"]:
        return question
    said = (line.text.strip() for line in since)
    answers = [text for text in said if matter_of(text) and not text.endswith("?")]
    return {**question, "answer": answers[0][:ANSWER_SHOWN] if answers else ""}
