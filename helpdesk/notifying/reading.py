"""What each agent has read. Writes ``Reading``; the customer hears that somebody has."""

from collections.abc import Iterable
from typing import LiteralString

from helpdesk.conversations import contacts
from helpdesk.filing import mentioning
from helpdesk.notifying.models import Reading
from tenants.database import direct

_SAW: LiteralString = """
    INSERT INTO {schema}.notifying_reading AS r (conversation_id, agent_id, upto, at)
    SELECT id, %(agent)s, %(upto)s, now() FROM {schema}.conversations_conversation
    WHERE id = %(conversation)s AND head >= %(upto)s
    ON CONFLICT (conversation_id, agent_id) DO UPDATE SET upto = excluded.upto, at = now()
    WHERE r.upto < excluded.upto
    RETURNING upto
"""
# In a statement about conversations ``c``: how far the agent ``%(agent)s`` has read each.
UPTO: LiteralString = """coalesce((
    SELECT upto FROM {schema}.notifying_reading
    WHERE conversation_id = c.id AND agent_id = %(agent)s
), 0)"""


def saw(agent_id: int, conversation_id: int, upto: int) -> None:
    """The agent has read up to ``upto``; nobody unreads, and nobody reads what is not written.

    Three statements for each time that there was something new to read, and one when there was
    not: what names the agent is settled, and the customer sees that somebody has read it.
    """
    values = {"agent": agent_id, "conversation": conversation_id, "upto": upto}
    if upto > 0 and direct.fetch(_SAW, values):
        mentioning.saw(conversation_id, agent_id, upto)
        contacts.seen_by_agent(conversation_id, upto)


def upto_of(agent_id: int, conversation_ids: Iterable[int]) -> dict[int, int]:
    """How far the agent has read each of these; what they never opened is left out."""
    read = Reading.objects.filter(agent=agent_id, conversation__in=list(conversation_ids))
    return dict(read.values_list("conversation", "upto"))
