"""An agent speaks: the conversation is theirs from then on."""

from uuid import UUID

from django.db import transaction

from helpdesk.agents.models import Agent
from helpdesk.conversations import lifecycle, messaging
from helpdesk.conversations.access import locked
from helpdesk.conversations.messaging import Posted
from helpdesk.conversations.models import Conversation, Message

Status = Conversation.Status


@transaction.atomic
def reply(conversation_id: int, agent: Agent, *, body: str, cid: UUID | None = None) -> Posted:
    """Claim (or reopen) and answer in one transaction.

    Sent again with the same ``cid`` it changes nothing. Raises ``AlreadyTaken`` when a colleague
    has it, ``ValidationError`` for the text.
    """
    messaging.checked_body(body)
    conversation = locked(conversation_id)
    if said := _said_before(conversation, agent, cid):
        return Posted(seq=said.seq, duplicate=True, status=conversation.status)
    if conversation.status == Status.RESOLVED:
        lifecycle.reopen(conversation_id, by=agent)
    else:
        lifecycle.claim(conversation_id, agent)
    return messaging.post_message(
        conversation_id, sender=Message.Sender.AGENT, agent_id=agent.pk, body=body, cid=cid
    )


def _said_before(conversation: Conversation, agent: Agent, cid: UUID | None) -> Message | None:
    # Looked up before the claim: a late resend must not reopen what was resolved meanwhile.
    if cid is None:
        return None
    return conversation.messages.filter(agent=agent, cid=cid).first()
