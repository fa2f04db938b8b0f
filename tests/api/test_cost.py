"""What a program's request costs, counted: statements do not depend on the machine."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from rest_framework.renderers import JSONRenderer

from helpdesk.api.rendering import QuickJSON
from tests.api.conftest import Program


@pytest.mark.parametrize(
    "query", [{}, {"status": "waiting"}, {"updated_since": "2020-01-01T00:00:00Z"}]
)
def test_a_list_is_two_statements_the_token_and_all_that_it_shows(
    program: Program, conversation: str, query: dict[str, str]
) -> None:
    program.post(f"conversations/{conversation}/handoff/")
    program.post(f"conversations/{conversation}/tag/", {"tags": ["vip", "billing"]})
    program.get("conversations/", **query)  # the host, and that the token is in use
    with CaptureQueriesContext(connection) as queries:
        (item,) = program.get("conversations/", **query).json()["items"]
    assert len(queries) == 2
    assert (item["id"], item["tags"]) == (conversation, ["billing", "vip"])


def test_an_agents_reply_is_seventeen_statements_however_long_the_conversation(
    program: Program, conversation: str
) -> None:
    """Four of them begin and end a transaction within another. Who asks, what is replied to and
    who listens to replies take one each."""
    asked = []
    for _ in range(3):
        program.post(f"conversations/{conversation}/reply/", {"body": "Looking into it."})
        with CaptureQueriesContext(connection) as queries:
            program.post(f"conversations/{conversation}/reply/", {"body": "Still looking."})
        asked.append([query["sql"].split()[0] for query in queries])
    assert {len(statements) for statements in asked} == {17}


def test_an_answer_says_the_same_however_it_is_laid_out(
    program: Program, conversation: str
) -> None:
    program.post(f"conversations/{conversation}/reply/", {"body": "“Grüße”\u2028 \U0001f600"})
    plain = program.get("conversations/")
    headers = {"Authorization": f"Bearer {program.key}", "Accept": "application/json; indent=2"}
    laid_out = program.client.get("/api/v1/conversations/", headers=headers)
    assert laid_out.content.startswith(b"{\n  ")
    assert laid_out.json() == plain.json()


def test_what_orjson_cannot_write_is_written_by_the_framework() -> None:
    given = {"big": 2**70, 3: (1, 2)}
    assert QuickJSON().render(given) == JSONRenderer().render(given)
