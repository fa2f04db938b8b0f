"""What calls for an agent now: read off how things stand, so that nothing is lost with a line.

Whoever looks again sees what came meanwhile, whatever was down. A page tells its agent of what it
has not told before; mail goes by the same list.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import LiteralString

from helpdesk.notifying import reading
from helpdesk.notifying.occasions import Occasion
from tenants.context import current_schema
from tenants.database import direct

# Of each kind the latest: more would call nobody louder.
MOST = 30

_MINE: LiteralString = """
    SELECT c.id, c.public_id, c.head, <upto> AS upto, c.contact_id
    FROM {schema}.conversations_conversation AS c
    WHERE c.status = 'open' AND NOT c.is_spam AND c.assignee_id = %(agent)s
""".replace("<upto>", reading.UPTO)
# What is new in them: the customer's latest words, and that somebody else gave it to the agent.
_REPLIED: LiteralString = """
    SELECT 'replied', m.id, m.public_id, m.contact_id, e.seq::bigint, e.created_at
    FROM mine AS m CROSS JOIN LATERAL (
        SELECT seq, created_at FROM {schema}.conversations_message
        WHERE conversation_id = m.id AND seq > m.upto AND kind = 'message' AND sender = 'contact'
        ORDER BY seq DESC LIMIT 1
    ) AS e WHERE m.upto < m.head AND EXISTS (
        SELECT FROM {schema}.conversations_message
        WHERE conversation_id = m.id AND seq < e.seq AND agent_id = %(agent)s
    )
"""
_ASSIGNED: LiteralString = """
    SELECT 'assigned', m.id, m.public_id, m.contact_id, e.seq::bigint, e.created_at
    FROM mine AS m CROSS JOIN LATERAL (
        SELECT seq, created_at FROM {schema}.conversations_message
        WHERE conversation_id = m.id AND seq > m.upto AND kind = 'event'
          AND agent_id = %(agent)s
          AND (data->>'event' = 'given'
               OR (data->>'event' = 'joined' AND data->>'by' NOT IN ('', %(name)s)))
        ORDER BY seq DESC LIMIT 1
    ) AS e WHERE m.upto < m.head
"""
_MENTIONED: LiteralString = """
    SELECT 'mentioned', c.id, c.public_id, c.contact_id, n.seq::bigint, n.created_at
    FROM {schema}.filing_mention AS n
    JOIN {schema}.conversations_conversation AS c ON c.id = n.conversation_id
    WHERE n.agent_id = %(agent)s AND n.seen_at IS NULL ORDER BY n.id DESC LIMIT <most>
"""
_QUEUED: LiteralString = """
    SELECT 'queued', c.id, c.public_id, c.contact_id,
           extract(epoch FROM c.waiting_since)::bigint, c.waiting_since
    FROM {schema}.conversations_conversation AS c
    WHERE c.status = 'waiting' AND NOT c.is_spam AND c.team_id IN (
        SELECT team_id FROM {schema}.escalation_team_members WHERE agent_id = %(agent)s
    ) ORDER BY c.waiting_since DESC, c.id DESC LIMIT <most>
"""
_DEADLINE: LiteralString = """
    SELECT 'deadline', m.id, m.public_id, m.contact_id,
           2 * d.id + (d.breached_at IS NOT NULL)::int, coalesce(d.breached_at, d.warned_at)
    FROM mine AS m JOIN {schema}.routing_deadline AS d ON d.conversation_id = m.id
    WHERE d.ended_at IS NULL AND d.warned_at IS NOT NULL
"""
# What was to be sent by itself and was not, or failed at every try: until its agent sends it or
# takes it back.
_STOPPED: LiteralString = """
    SELECT 'stopped', c.id, c.public_id, c.contact_id, h.id, h.due_at
    FROM {schema}.composing_heldreply AS h
    JOIN {schema}.conversations_conversation AS c ON c.id = h.conversation_id
    WHERE h.agent_id = %(agent)s AND (h.why <> '' OR h.due_at < now() AND EXISTS (
        SELECT FROM public.work_job AS w
        WHERE w.tenant = %(tenant)s AND w.topic = 'composing.send_held'
          AND w.dedupe_key = h.id::text AND w.dedupe_key <> '' AND w.dead_at IS NOT NULL
    )) ORDER BY h.due_at DESC LIMIT <most>
"""
_ALL = " UNION ALL ".join(
    f"({one})" for one in (_REPLIED, _ASSIGNED, _MENTIONED, _QUEUED, _DEADLINE, _STOPPED)
)
_READ: LiteralString = (
    """
    WITH mine AS MATERIALIZED (<mine>)
    SELECT i.*, coalesce(nullif(k.name, ''), nullif(k.email, ''), '')
    FROM (<all>) AS i (occasion, id, public_id, contact, number, at)
    JOIN {schema}.conversations_contact AS k ON k.id = i.contact ORDER BY i.at DESC
""".replace("<mine>", _MINE)
    .replace("<all>", _ALL)
    .replace("<most>", str(MOST))
)


@dataclass(frozen=True, slots=True)
class Item:
    """Something that calls for an agent; the same thing has the same ``key`` for ever."""

    occasion: Occasion
    conversation_id: int
    public_id: str
    number: int
    at: datetime
    # Of the contact; empty for a visitor.
    name: str

    @property
    def key(self) -> str:
        return f"{self.occasion}:{self.conversation_id}:{self.number}"


def of(agent_id: int, name: str) -> list[Item]:
    """What calls for this agent, the latest first, in one statement; ``name`` is their own.

    Grows with what the agent has open and unread, not with how many conversations there are.
    """
    rows = direct.fetch(_READ, {"agent": agent_id, "name": name, "tenant": current_schema()})
    return [
        Item(Occasion(occasion), one, public_id, number, at, who)
        for occasion, one, public_id, _contact, number, at, who in rows
    ]


def calling(items: Iterable[Item]) -> int:
    """How many conversations call: what the title says."""
    return len({item.conversation_id for item in items})
