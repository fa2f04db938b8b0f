"""What calls for an agent is found as fast among all that was ever owed, held and given up."""

from typing import LiteralString

from django.db import connection

from bench.crowd import fill
from helpdesk.agents.models import Agent
from helpdesk.composing.tries import TOPIC
from helpdesk.notifying import attention
from tests.cast import Company
from tests.plans import Plans, plans_of

# What a colleague holds for the latest conversations, and what was done or given up for years.
_HELD: LiteralString = """
    INSERT INTO composing_heldreply
        (public_id, conversation_id, agent_id, cid, body, files, kept, kind, on_news, due_at,
         read_upto, status_then, why, why_exactly)
    SELECT 'h' || left(md5(random()::text || id), 20), id, %s, gen_random_uuid(), 'Later.',
           '[]', '{}', 'scheduled', 'stop', now() + id * interval '1 hour', 2, 'open', '', ''
    FROM conversations_conversation ORDER BY id DESC LIMIT 2000
"""
# A table that is almost empty is read whole with good reason.
_SAID: LiteralString = """
    INSERT INTO conversations_message (conversation_id, seq, kind, sender, author, body, data)
    SELECT c.id, n, 'message', 'contact', 'contact', 'Well?', '{}'
    FROM conversations_conversation AS c, generate_series(1, 2) AS n
    WHERE NOT EXISTS (SELECT FROM conversations_message AS m WHERE m.conversation_id = c.id)
"""
_OWED: LiteralString = """
    INSERT INTO public.work_job (tenant, topic, dedupe_key, done_at, dead_at)
    SELECT %s, %s, 'old:' || n, CASE WHEN n %% 2 = 0 THEN now() END,
           CASE WHEN n %% 2 = 1 THEN now() END
    FROM generate_series(1, 20000) AS n
"""


def look(company: Company, agent: Agent) -> Plans:
    def of() -> None:
        with company.bound():
            attention.of(agent.pk, agent.name)

    return plans_of(of, company)


def grow(company: Company, colleague: Agent) -> None:
    with company.bound(), connection.cursor() as cursor:
        fill(6_000, vacuum=False)
        cursor.execute(_SAID)
        cursor.execute(_HELD, [colleague.pk])
        cursor.execute(_OWED, [company.schema, TOPIC])
        for table in ("conversations_message", "composing_heldreply", "public.work_job"):
            cursor.execute(f"ANALYZE {table}")


def test_it_reads_no_large_table_whole(acme: Company, ada: Agent, bo: Agent) -> None:
    grow(acme, ada)
    found = look(acme, bo)
    names = {str(node.get("Relation Name")) for node in found.nodes}
    assert {"work_job", "composing_heldreply", "conversations_conversation"} <= names
    large = ("work_job", "composing_heldreply", "conversations_")
    assert [name for name in found.read_whole if name.startswith(large)] == []
    [jobs] = [node for node in found.nodes if node.get("Relation Name") == "work_job"]
    assert (jobs["Index Name"], "dedupe_key" in jobs["Index Cond"]) == ("one_job_per_key", True)
