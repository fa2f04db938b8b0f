"""Before an agent's reply is sent: what was said that they have not seen, and who else is replying.

Held against the position in the log that the composer knew, under the conversation's lock: between
this look and the reply nothing can come in. It needs no script and no live line.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from helpdesk.agents.models import Agent
from helpdesk.conversations.access import locked
from helpdesk.conversations.models import Message
from helpdesk.notifying import presence
from helpdesk.notifying.presence import Doing, Seen

# What a warning shows; the thread has all of it.
SHOWN = 5


@dataclass(frozen=True, slots=True)
class Known:
    """What the composer knew: the log up to ``upto``, and whether it was told who is replying."""

    upto: int
    cid: UUID
    despite: bool = False


class Collision(ValidationError):
    """``said``: newer entries by others; ``replying``: colleagues who write; ``upto``: the head.

    Whoever has been told sends again with this ``upto``, and is warned only of what is newer still.
    """

    def __init__(self, said: list[Message], replying: list[Seen], upto: int) -> None:
        super().__init__(_("Something happened that you have not seen."), code="collision")
        self.said, self.replying, self.upto = said, replying, upto


@contextmanager
def heeding(conversation_id: int, agent: Agent, known: Known | None) -> Iterator[None]:
    """Send within the block. Raises ``Collision`` instead, when there is something to see first.

    Without ``known`` nothing is looked at. What was sent before under the same ``cid`` is let pass.
    """
    if known is None:
        yield
        return
    replying = [] if known.despite else _replying(conversation_id, agent)
    with transaction.atomic():
        head = locked(conversation_id).head
        if not _was_sent(conversation_id, agent, known.cid):
            said = said_since(conversation_id, known.upto, but_for=agent)
            if said or replying:
                raise Collision(said, replying, head)
        yield


def said_since(conversation_id: int, upto: int, *, but_for: Agent) -> list[Message]:
    """Messages and notes of others after number ``upto``, the latest of them, in their order."""
    entries = Message.objects.filter(conversation=conversation_id, seq__gt=upto)
    spoken = entries.filter(kind__in=(Message.Kind.MESSAGE, Message.Kind.NOTE))
    theirs = spoken.filter(Q(agent=None) | ~Q(agent=but_for)).select_related("agent")
    return list(theirs.order_by("-seq")[:SHOWN])[::-1]


def _replying(conversation_id: int, agent: Agent) -> list[Seen]:
    """Asked before the transaction: Redis may be slow."""
    there = presence.of([conversation_id], but_for=agent.pk).get(conversation_id, [])
    return [one for one in there if one.doing == Doing.REPLYING]


def _was_sent(conversation_id: int, agent: Agent, cid: UUID) -> bool:
    sent = Message.objects.filter(conversation=conversation_id, author=f"agent:{agent.pk}", cid=cid)
    return sent.exists()
