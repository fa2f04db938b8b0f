"""A program narrows conversations down as agents do, and keeps views as they do."""

from typing import Any

import pytest

from escalation.models import Team
from helpdesk.agents.models import Agent
from helpdesk.conversations.models import Conversation
from helpdesk.filing import tagging
from helpdesk.selecting import looking
from tests.api.conftest import MakeProgram, Program
from tests.cast import Company


def start(acme: Company, program: Program, number: int, **columns: Any) -> str:
    contact = {"external_id": f"u-{number}", "name": f"Contact {number}"}
    found = program.post("conversations/", {"contact": contact, "message": "Hello?"}).json()["id"]
    with acme.bound():
        Conversation.objects.filter(public_id=found).update(subject="", **columns)
    return str(found)


def found(program: Program, **query: Any) -> list[str]:
    answer = program.get("conversations/", **query)
    assert answer.status_code == 200, answer.content
    return [one["id"] for one in answer.json()["items"]]


def test_each_filter_of_the_inbox_is_one_of_the_api(
    acme: Company, program: Program, bo: Agent
) -> None:
    with acme.bound():
        team = Team.objects.create(name="Billing")
    plain = start(acme, program, 1, status="resolved", last_sender="agent")
    urgent = start(acme, program, 2, status="open", priority="urgent", assignee=bo)
    late = start(acme, program, 3, status="waiting", team=team, priority="high", agent_seen=9)
    with acme.bound():
        tagging.tag(Conversation.objects.get(public_id=late).pk, ["Refund"], by=bo)
        contact = Conversation.objects.get(public_id=plain).contact.public_id
    expected: list[tuple[dict[str, Any], list[str]]] = [
        ({"status": ["open", "waiting"]}, [late, urgent]),
        ({"priority": ["high", "urgent"]}, [late, urgent]),
        ({"assignee": "Bo@acme.example"}, [urgent]),
        ({"assignee": "none"}, [late, plain]),
        ({"team": "Billing"}, [late]),
        ({"tag": "refund"}, [late]),
        ({"origin": "api"}, [late, urgent, plain]),
        ({"contact": contact}, [plain]),
        ({"unread": "1"}, [urgent]),
        ({"since": "1h", "status": "open"}, [urgent]),
        ({"until": "1h"}, []),
        ({"priority": "high", "updated_since": "2020-01-01T00:00:00Z"}, [late]),
    ]
    for query, ids in expected:
        assert found(program, **query) == ids, query


@pytest.mark.parametrize(
    ("query", "name", "words"),
    [
        ({"status": "lost"}, "status", "Choose among"),
        ({"assignee": "nobody@acme.example"}, "assignee", "No agent has this e-mail"),
        ({"assignee": "me"}, "assignee", "nobody's “me”"),
        ({"team": "None such"}, "team", "No team has this name"),
        ({"tag": "unheard"}, "tag", "There is no tag"),
        ({"contact": "gone"}, "contact", "It is not there"),
        ({"since": "soon"}, "since", "Give a day"),
        ({"priority": "high", "cursor": "rubbish"}, "cursor", "not one of ours"),
        ({"priority": "high", "limit": "0"}, "limit", "whole number"),
    ],
)
def test_a_filter_that_cannot_be_meant_is_named(
    query: dict[str, str], name: str, words: str, program: Program
) -> None:
    answer = program.get("conversations/", **query)
    assert answer.status_code == 400
    (field,) = answer.json()["error"]["fields"]
    assert field["name"] == name
    assert words in field["message"]


@pytest.mark.parametrize("more", [{}, {"updated_since": "2020-01-01T00:00:00Z"}])
def test_pages_that_were_looked_through_lead_on_and_lose_nothing(
    more: dict[str, str], acme: Company, program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(looking, "LOOKED_THROUGH", 3)
    wanted = {start(acme, program, n, priority="high") for n in (1, 2, 8)}
    for number in range(10, 15):
        start(acme, program, number)
    page = program.get("conversations/", limit=2, priority="high", **more).json()
    seen = [one["id"] for one in page["items"]]
    while page["next"]:
        page = program.get(page["next"]).json()
        seen += [one["id"] for one in page["items"]]
    assert sorted(seen) == sorted(wanted)


def test_a_view_is_kept_changed_and_taken_away(acme: Company, program: Program, bo: Agent) -> None:
    content = {
        "name": "Bos hot ones",
        "audience": "everyone",
        "filters": {"view": ["open"], "assignee": ["bo@acme.example"], "priority": ["high"]},
    }
    made = program.post("views/", content)
    assert made.status_code == 201, made.content
    view = made.json()
    assert view["filters"] == content["filters"]
    assert view["owner"] == "ada@acme.example"
    assert [one["id"] for one in program.get("views/").json()["items"]] == [view["id"]]
    changed = program.patch(f"views/{view['id']}/", {"filters": {"status": ["open"]}}).json()
    assert (changed["name"], changed["filters"]) == ("Bos hot ones", {"status": ["open"]})
    assert program.delete(f"views/{view['id']}/").status_code == 204
    assert program.get(f"views/{view['id']}/").status_code == 404


@pytest.mark.parametrize(
    ("content", "name"),
    [
        ({"name": " "}, "name"),
        ({"name": "x", "audience": "all"}, "audience"),
        ({"name": "x", "audience": "team"}, "team"),
        ({"name": "x", "filters": {"colour": ["red"]}}, "filters"),
        ({"name": "x", "filters": {"status": ["lost"]}}, "status"),
        ({"name": "x", "filters": {"assignee": ["nobody@acme.example"]}}, "assignee"),
        ({"name": "x", "filters": {"status": "open"}}, "filters.status"),
    ],
)
def test_a_view_that_cannot_be_is_refused_by_field(
    content: dict[str, Any], name: str, program: Program
) -> None:
    answer = program.post("views/", content)
    assert answer.status_code == 400, answer.content
    assert answer.json()["error"]["fields"][0]["name"] == name


def test_views_of_others_are_neither_seen_nor_changed(
    acme: Company,
    globex: Company,
    program: Program,
    program_of: MakeProgram,
    bo: Agent,
    gus: Agent,
) -> None:
    bos = program_of(acme, bo)
    private = program.post("views/", {"name": "Adas own"}).json()["id"]
    shared = program.post("views/", {"name": "For all", "audience": "everyone"}).json()["id"]
    assert [one["id"] for one in bos.get("views/").json()["items"]] == [shared]
    assert bos.get(f"views/{private}/").status_code == 404
    assert bos.delete(f"views/{shared}/").status_code == 403
    guss = program_of(globex, gus)
    assert guss.get("views/").json()["items"] == []
    assert guss.get(f"views/{shared}/").status_code == 404
    assert guss.delete(f"views/{shared}/").status_code == 404
