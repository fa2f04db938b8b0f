"""Pass a conversation on, with a word about it: who gets it reads why."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from escalation.models import Team
from helpdesk.agents.models import Agent
from helpdesk.conversations import lifecycle, messaging, replying
from helpdesk.conversations.access import locked
from helpdesk.conversations.models import Conversation


@transaction.atomic
def transfer(conversation_id: int, *, to: Agent | Team, by: Agent, note: str = "") -> Conversation:
    """Give it to an agent, or into a team's queue, and leave a note: all of it, or nothing.

    The customer is told as with every change of owner, and never what the note says. Raises
    ``ValidationError`` for a note that is none, and where ``to`` has it already.
    """
    conversation = locked(conversation_id)
    _check(conversation, to)
    number = conversation.pk
    seq = replying.note(number, by, body=note).seq if note.strip() else None
    if isinstance(to, Agent):
        moved = lifecycle.assign(number, to=to, by=by)
    else:
        moved = lifecycle.release(number, team=to)
    messaging.add_event(
        number,
        "transferred",
        internal=True,
        to=to.name,
        to_team=isinstance(to, Team),
        note=seq,
        agent_id=by.pk,
        agent=by.name,
    )
    return moved


def _check(conversation: Conversation, to: Agent | Team) -> None:
    status = conversation.status
    has_it = status == Conversation.Status.OPEN and conversation.assignee == to
    waits_there = status == Conversation.Status.WAITING and conversation.team == to
    if has_it or waits_there:
        raise ValidationError(
            _("{name} has it already. Choose somebody else.").format(name=to.name)
        )
