"""What each agent has read. Writes ``Reading``; the customer hears that somebody has."""

from collections.abc import Iterable
from typing import LiteralString

from helpdesk.conversations import contacts
from helpdesk.conversations.carrying import Carried
from helpdesk.filing import mentioning
from helpdesk.notifying.models import Reading
from tenants.database import direct

_SAW: LiteralString = """
    INSERT INTO {schema}.notifying_reading AS r (conversation_id, agent_id, upto, at)
    SELECT id, %(agent)s, %(upto)s, now() FROM {schema}.conversations_conversation
    WHERE id = %(conversation)s AND head >= %(upto)s AND status <> 'merged'
    ON CONFLICT (conversation_id, agent_id) DO UPDATE SET upto = excluded.upto, at = now()
    WHERE r.upto < excluded.upto
    RETURNING upto
"""
# Who had read what went, and all that it was put behind, has read it there.
_READ_ON: LiteralString = """
    INSERT INTO {schema}.notifying_reading AS r (conversation_id, agent_id, upto, at)
    SELECT %(to)s, gone.agent_id, gone.upto + %(offset)s, gone.at
    FROM {schema}.notifying_reading AS gone
    WHERE gone.conversation_id = %(from)s AND gone.upto >= %(first)s AND (
        %(behind)s <= 0 OR EXISTS (
            SELECT FROM {schema}.notifying_reading AS there
            WHERE there.conversation_id = %(to)s AND there.agent_id = gone.agent_id
              AND there.upto >= %(behind)s))
    ON CONFLICT (conversation_id, agent_id) DO UPDATE SET upto = excluded.upto, at = excluded.at
    RETURNING upto
"""
# In a statement about conversations ``c``: how far the agent ``%(agent)s`` has read each.
UPTO: LiteralString = """coalesce((
    SELECT upto FROM {schema}.notifying_reading
    WHERE conversation_id = c.id AND agent_id = %(agent)s
), 0)"""


def saw(agent_id: int, conversation_id: int, upto: int) -> None:
    """The agent has read up to ``upto``; nobody unreads, and nobody reads what is not written, or
    what went elsewhere and has another number there.

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


def go_with_entries(carried: Carried) -> None:
    """Nobody reads again what they have read, and nobody has read what they have not."""
    # The last entry before them only says that they come; nobody has read that.
    behind = carried.first + carried.offset - 2
    values = {"from": carried.from_id, "to": carried.to_id, "first": carried.first}
    direct.fetch(_READ_ON, {**values, "offset": carried.offset, "behind": behind})


def go_along(carried: Carried) -> None:
    """Under the old name there is nothing to read."""
    Reading.objects.filter(conversation=carried.from_id).delete()
