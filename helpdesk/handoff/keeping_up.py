"""Keeps the case up to date while the customer waits: with what they say, and what matters."""

from collections.abc import Sequence
from typing import Any

from django.db import transaction

from helpdesk.conversations.access import locked
from helpdesk.conversations.models import Conversation, Handoff, Message
from helpdesk.handoff.describing import ANSWER_SHOWN, described
from helpdesk.handoff.lines import Line, Piece
from helpdesk.handoff.manners import matter_of
from helpdesk.handoff.packaging import VERSION, subject_of
from helpdesk.handoff.pointed import Pointed
from helpdesk.handoff.spoken import lines_of, transcript_of
from helpdesk.handoff.telling import sentences_of

Package = dict[str, Any]
Status = Conversation.Status


@transaction.atomic
def keep_up(conversation_id: int) -> None:
    """Describe anew what is known, until a person has taken over. Twice changes nothing.

    The goal, the reason, and what was tried stay as they were when it was handed off.
    """
    conversation = locked(conversation_id)
    handoff = conversation.handoffs.first()
    is_waiting = conversation.status == Status.WAITING
    if handoff is not None and is_waiting and handoff.package.get("v") == VERSION:
        _describe(handoff, conversation)


@transaction.atomic
def point(handoff_id: int, pointed: Pointed, given: Sequence[Piece]) -> bool:
    """Bring to the front what was pointed at among the sentences ``given``, until a person has
    spoken.

    Returns False, and changes nothing, for a case that is no longer the conversation's, or when a
    sentence that was given is there no more. Raises ``Handoff.DoesNotExist``.
    """
    conversation_id = Handoff.objects.values_list("conversation_id", flat=True).get(pk=handoff_id)
    conversation = locked(conversation_id)
    handoff = conversation.handoffs.first()
    if handoff is None or handoff.pk != handoff_id or not is_unanswered(handoff):
        return False
    if not set(given) <= set(sentences_of(lines_of(conversation_id))):
        return False  # redacted meanwhile
    handoff.package["pointed"] = pointed.as_json
    _describe(handoff, conversation)
    return True


def is_unanswered(handoff: Handoff) -> bool:
    """Whether the customer still waits for the first words of a person, and the case is current."""
    said = Message.objects.filter(
        conversation=handoff.conversation_id, seq__gt=handoff.seq, kind=Message.Kind.MESSAGE
    )
    waits = handoff.conversation.status in (Status.WAITING, Status.OPEN)
    is_current = handoff.package.get("v") == VERSION
    return waits and is_current and not said.filter(sender=Message.Sender.AGENT).exists()


def _describe(handoff: Handoff, conversation: Conversation) -> None:
    said = [line for line in lines_of(conversation.pk) if line.by_contact]
    before = [line for line in said if line.seq < handoff.seq]
    since = [line for line in said if line.seq > handoff.seq]
    asked = [*_asked(handoff.package, before), *(line.text for line in since)]
    question = _answered(handoff.package["question"], since)
    handoff.package = _with({**handoff.package, "question": question}, conversation, asked)
    handoff.save(update_fields=["package"])


def _with(package: Package, conversation: Conversation, asked: list[str]) -> Package:
    is_shelf = package["category"]["by"] == "collection"
    shelf = package["category"]["label"] if is_shelf else ""
    subject = subject_of(
        conversation,
        asked,
        collection=shelf,
        answered=package["question"],
        pointed=Pointed.from_json(package.get("pointed", {})),
    )
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
