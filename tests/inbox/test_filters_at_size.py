"""What filters read of a hundred thousand conversations: never more than a page may test."""

from collections.abc import Callable
from itertools import combinations

import pytest
from django.db import connection

from bench.crowd import fill_at_once
from escalation.models import Team
from helpdesk.agents.models import Agent
from helpdesk.conversations.models import Contact
from helpdesk.inbox import asking, listing, offered
from helpdesk.selecting import conditions, looking
from helpdesk.selecting.filters import Filters
from tests.cast import Company
from tests.plans import plans_of, rows_read

MANY = 100_000
# Tested once and looked through once more for the end; where there are hardly more than that,
# PostgreSQL may read all of them and sort. Each row of the page has its contact and more.
MOST = 3 * looking.LOOKED_THROUGH + 4 * listing.PAGE_SIZE

Query = dict[str, list[str]]


@pytest.fixture
def crowd(acme: Company, ada: Agent) -> list[Query]:
    """Very many conversations, and every filter with a value that few of them have."""
    with acme.bound():
        fill_at_once(MANY)
        team = Team.objects.create(name="Rarely asked")
        ada.teams.add(team, Team.objects.earliest("pk"))
        contact = Contact.objects.latest("pk").public_id
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE conversations_conversation SET priority = 'urgent', origin = 'email',"
                " agent_seen = 9 WHERE id % 9973 = 0 OR (status = 'open' AND id % 97 = 0)"
            )
            cursor.execute("INSERT INTO filing_tag (name) VALUES ('rare'), ('common')")
            cursor.execute(
                "INSERT INTO filing_tagging (tag_id, conversation_id) SELECT t.id, c.id"
                " FROM filing_tag AS t, conversations_conversation AS c"
                " WHERE t.name IN ('rare', 'common')"
                " AND c.id % (CASE t.name WHEN 'rare' THEN 1009 ELSE 3 END) = 0"
            )
            cursor.execute("ANALYZE conversations_conversation, filing_tagging")
    return [
        *({"status": [value]} for value in ("waiting", "open", "resolved")),
        {"assignee": ["me"]}, {"assignee": ["none"]},
        {"team": [str(team.pk)]}, {"team": ["mine"]}, {"team": ["none"]},
        {"priority": ["urgent"]}, {"priority": ["low"]},
        {"tag": ["rare"]}, {"tag": ["common"]},
        {"origin": ["email"]}, {"contact": [contact]}, {"unread": ["1"]},
        {"since": ["1h"]}, {"until": ["20d"]}, {"sort": ["oldest"]},
    ]  # fmt: skip


def test_no_filters_read_more_than_a_page_may(
    acme: Company, ada: Agent, crowd: list[Query], monkeypatch: pytest.MonkeyPatch
) -> None:
    """One by one and two by two, in every view; where an index serves them, no more than shown."""

    def read(query: Query) -> int:
        with acme.bound():
            asked = asking.asked(query, ada, [])
            if asked.wrong:  # promises have one order
                return 0
            return rows_read(lambda: listing.page_of(asked.selection(ada)), acme)

    pairs = [one | other for one, other in combinations(crowd, 2) if not one.keys() & other.keys()]
    costs = {
        f"{view.key} {query}": read({"view": [view.key], **query})
        for view in offered.VIEWS
        for query in [{}, *crowd, *(pairs if view.key in ("all", "teams") else [])]
    }
    # A promise is read with its conversation, and a look whether another is due before it.
    most = {query: MOST * 3 if query.startswith("promises") else MOST for query in costs}
    assert {query: costs[query] for query in costs if costs[query] > most[query]} == {}
    with acme.bound():
        _the_served_read_what_they_show(read, str(Team.objects.earliest("pk").pk))
    _numbers_are_counted_within_bounds(acme, ada)
    # The control: the same filter, tested as far as there are rows.
    monkeypatch.setattr(looking, "LOOKED_THROUGH", MANY)
    assert read({"view": ["resolved"], "priority": ["high"]}) > 10 * MOST


def _the_served_read_what_they_show(read: Callable[[Query], int], team: str) -> None:
    served: list[Query] = [
        {"view": ["open"], "assignee": ["me"]},
        {"view": ["open"], "team": [team]},
        {"view": ["waiting"], "team": [team]},
        {"view": ["all"], "status": ["snoozed"]},
        {"view": ["open"], "status": ["waiting"], "sort": ["oldest"]},
        {"view": ["resolved"], "until": ["20d"]},
    ]
    for query in served:
        assert 0 < read(query) <= 6 * listing.PAGE_SIZE, query


def _numbers_are_counted_within_bounds(acme: Company, ada: Agent) -> None:
    start = offered.BY_KEY["resolved"].start
    chosen = [
        conditions.selection(start, Filters({"priority": (priority,)}), agent=ada.pk)
        for priority in ("urgent", "low", "high")
    ]
    with acme.bound():
        read = rows_read(lambda: listing.counts(ada, chosen), acme)
        assert plans_of(lambda: listing.counts(ada, chosen), acme).statements == 1
    counted = len(offered.VIEWS) * 2 * (listing.COUNTED + 1)
    assert read <= counted + len(chosen) * looking.COUNTED_THROUGH
