"""Lists of things that grow: their statements do not, and no plan reads such a table whole."""

import pytest

from bench.crowd import fill
from helpdesk.agents.models import Agent
from helpdesk.api.tokens import issue
from tests.cast import Company
from tests.plans import plans_of

FEW, MANY = 300, 6_000

PAGES = [
    "/inbox/?view=resolved",
    "/inbox/?view=open",
    "/admin/conversations/conversation/",
    "/admin/conversations/contact/",
    "/api/v1/conversations/",
    "/api/v1/conversations/?status=waiting",
    "/api/v1/conversations/?updated_since=2020-01-01T00:00:00Z",
]


@pytest.mark.parametrize("path", PAGES)
def test_a_list_costs_the_same_statements_for_many_and_reads_nothing_whole(
    path: str, acme: Company, ada: Agent
) -> None:
    with acme.bound():
        _, key = issue("lists", ["conversations:read"], by=ada)
        fill(FEW)
    by_token = {"HTTP_AUTHORIZATION": f"Bearer {key}"} if path.startswith("/api/") else {}
    client = acme.client(None if by_token else ada, **by_token)

    def page() -> None:
        assert client.get(path).status_code == 200

    few = plans_of(page, acme)
    with acme.bound():
        fill(MANY)
    many = plans_of(page, acme)
    assert many.statements == few.statements
    assert many.scanned == set()
