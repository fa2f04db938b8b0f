"""An agent speaks: to the contact, whose conversation is theirs from then on, or to colleagues."""

from collections.abc import Sequence
from functools import partial
from uuid import UUID

from django.db import transaction

from helpdesk.agents.models import Agent
from helpdesk.conversations import attaching, lifecycle, messaging
from helpdesk.conversations.access import locked
from helpdesk.conversations.attaching import Tray
from helpdesk.conversations.messaging import Posted
from helpdesk.conversations.models import Conversation, Message
from helpdesk.conversations.signals import agent_replied, note_added

Status = Conversation.Status


@transaction.atomic
def reply(
    conversation_id: int,
    agent: Agent,
    *,
    body: str,
    cid: UUID | None = None,
    files: Sequence[str] = (),
) -> Posted:
    """Claim (or reopen) and answer at once; ``files`` are ids of their uploads.

    Sent again with the same ``cid`` it changes nothing. Raises ``AlreadyTaken`` when a colleague
    has it, ``ValidationError`` for the text or a file.
    """
    messaging.checked_body(body, beside=files)
    conversation = locked(conversation_id)
    conversation_id = conversation.pk
    if said := _said_before(conversation, agent, cid):
        return Posted(seq=said.seq, duplicate=True, status=conversation.status)
    _take(conversation, agent)
    posted = attaching.post(
        partial(messaging.post_message, sender=Message.Sender.AGENT, agent_id=agent.pk),
        Tray(conversation_id, f"agent:{agent.pk}"),
        files,
        body=body,
        cid=cid,
    )
    told = {"seq": posted.seq, "agent_id": agent.pk}
    agent_replied.send(Conversation, conversation_id=conversation_id, **told)
    return posted


@transaction.atomic
def note(
    conversation_id: int,
    agent: Agent,
    *,
    body: str,
    cid: UUID | None = None,
    files: Sequence[str] = (),
) -> Posted:
    """Say something to colleagues only. Raises ``ValidationError`` for the text or a file."""
    conversation_id = locked(conversation_id).pk
    posted = attaching.post(
        partial(messaging.add_note, agent_id=agent.pk),
        Tray(conversation_id, f"agent:{agent.pk}"),
        files,
        body=body,
        cid=cid,
    )
    if not posted.duplicate:
        told = {"seq": posted.seq, "agent_id": agent.pk, "body": body}
        note_added.send(Conversation, conversation_id=conversation_id, **told)
    return posted


def _take(conversation: Conversation, agent: Agent) -> None:
    if conversation.status == Status.OPEN and conversation.assignee_id == agent.pk:
        return  # it is theirs
    if conversation.status == Status.RESOLVED:
        lifecycle.reopen(conversation.pk, by=agent)
    else:
        lifecycle.claim(conversation.pk, agent)


def _said_before(conversation: Conversation, agent: Agent, cid: UUID | None) -> Message | None:
    # Looked up before the claim: a late resend must not reopen what was resolved meanwhile.
    if cid is None:
        return None
    return conversation.messages.filter(agent=agent, cid=cid).first()
