"""The queue costs the same after years of waits as on its first day: page, and policies anew."""

import pytest
from django.db import connection, transaction

from bench.crowd import fill
from escalation.models import Team
from helpdesk.agents.models import Agent
from helpdesk.routing import agreeing, overview
from helpdesk.routing.agreements import SlaPolicy
from tests.cast import Company
from tests.plans import GROWING, QUEUED, Plans, plans_of, rows_read
from tests.routing.conftest import online

FEW, MANY = 300, 6_000
# Who waits has an open wait; every other conversation had one that is over. Both owe something.
_WAITS = """
    INSERT INTO routing_wait
        (conversation_id, team_id, priority, since, turn_at, needs, outcome, ended_at)
    SELECT c.id, %s, 'normal', c.created_at, c.created_at, '',
           CASE c.status WHEN 'waiting' THEN '' ELSE 'joined' END,
           CASE c.status WHEN 'waiting' THEN NULL ELSE c.created_at + interval '5 minutes' END
    FROM conversations_conversation AS c
    WHERE NOT EXISTS (SELECT FROM routing_wait AS w WHERE w.conversation_id = c.id)
"""
_DEADLINES = """
    INSERT INTO routing_deadline (conversation_id, kind, started_at, due_at, ended_at)
    SELECT conversation_id, 'first', since, since + interval '1 hour', ended_at FROM routing_wait
    WHERE conversation_id NOT IN (SELECT conversation_id FROM routing_deadline)
"""


def crowd(company: Company, team: Team, number: int) -> None:
    """So many conversations more, and their waits."""
    with company.bound(), connection.cursor() as cursor:
        fill(number, vacuum=False)
        cursor.execute(_WAITS, [team.pk])
        cursor.execute(_DEADLINES)
        cursor.execute("ANALYZE routing_wait; ANALYZE routing_deadline")


def looked_at(company: Company, agent: Agent) -> Plans:
    page = company.client(agent)
    return plans_of(lambda: page.get("/inbox/queue/").content, company)


@pytest.fixture
def queue(acme: Company, support: Team, ada: Agent) -> Team:
    with acme.bound():
        online(ada)
    crowd(acme, support, FEW)
    return support


def test_the_queue_page_reads_no_table_whole_and_asks_as_often_for_many(
    acme: Company, ada: Agent, queue: Team
) -> None:
    few = looked_at(acme, ada)
    crowd(acme, queue, MANY)
    many = looked_at(acme, ada)
    assert many.read_whole & (GROWING | QUEUED) == set()
    assert {node.get("Relation Name") for node in many.nodes} >= QUEUED
    assert many.statements == few.statements


def test_the_look_at_plans_finds_an_index_that_is_missing(acme: Company, queue: Team) -> None:
    crowd(acme, queue, MANY)
    with acme.bound(), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DROP INDEX queue_order, latest_waits_of_team, one_open_wait")
        found = plans_of(overview.queues, acme)
        transaction.set_rollback(True)
    assert "routing_wait" in found.read_whole


def test_a_step_by_which_a_policy_is_taken_up_reads_as_much_among_many(
    acme: Company, queue: Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(agreeing, "BATCH", 1)
    few = _steps(acme)
    crowd(acme, queue, MANY)
    many = _steps(acme)
    assert many[0] & (GROWING | QUEUED) == set()
    assert few[1] > 0
    assert many[1] <= few[1] + 3


def _steps(company: Company) -> tuple[set[str], int]:
    """Tables that one step for each status reads whole, and how many rows all of them read."""

    def steps() -> None:
        with company.bound():
            for status in agreeing._STATUSES:
                agreeing.take_up(status, None)

    with company.bound():
        SlaPolicy.objects.get_or_create(name="All", first_minutes=30, resolution_minutes=480)
    return plans_of(steps, company).read_whole, rows_read(steps, company)
