"""What an agent sends from the composer: a reply with all that goes along with it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from django.db import transaction

from helpdesk.agents.models import Agent
from helpdesk.composing import deeds
from helpdesk.conversations.messaging import Posted
from helpdesk.recovery import answering
from helpdesk.recovery.promising import Pledge


@dataclass(frozen=True, slots=True)
class Letter:
    """A reply as it was written.

    ``macros``: public ids of those whose words were put into it; ``steps``: what they do with it.
    """

    body: str
    cid: UUID
    files: Sequence[str] = ()
    pledges: Sequence[Pledge] = ()
    offer: int | None = None
    macros: Sequence[str] = ()
    steps: Mapping[str, str] = field(default_factory=dict)


@transaction.atomic
def say(conversation_id: int, agent: Agent, letter: Letter) -> Posted:
    """Send it, and do what goes along: all of it, or nothing.

    Sent again with the same ``cid`` it changes nothing. Raises as ``answering.reply`` and
    ``deeds.do_all``.
    """
    written = {"body": letter.body, "cid": letter.cid, "files": letter.files}
    posted = answering.reply(
        conversation_id, agent, written, pledges=letter.pledges, offer=letter.offer
    )
    if not posted.duplicate:
        deeds.do_all(conversation_id, letter.steps, by=agent)
    return posted
