"""Programs merge, split, transfer and snooze, each in their own workspace alone."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from tests.api.conftest import Program


@pytest.fixture
def other(program: Program, conversation: str) -> str:
    """Another conversation of the same contact's, with two messages."""
    contact = program.get(f"conversations/{conversation}").json()["contact"]
    begun = program.post(
        "conversations/", {"contact": {"email": contact["email"]}, "message": "One."}
    ).json()
    program.post(f"conversations/{begun['id']}/messages/", {"sender": "contact", "body": "Two."})
    assert begun["contact"]["id"] == contact["id"]
    return str(begun["id"])


def bodies(program: Program, conversation: str) -> list[str]:
    items = program.get(f"conversations/{conversation}/messages/").json()["items"]
    return [item["body"] for item in items if item["kind"] == "message"]


def named(answer: Any) -> list[str]:
    """The fields that are said to be wrong."""
    return [field["name"] for field in answer.json()["error"]["fields"]]


def test_a_merged_conversation_says_where_it_goes_on_and_takes_messages_there(
    program: Program, globex_program: Program, conversation: str, other: str
) -> None:
    before = bodies(program, conversation)
    foreign = globex_program.post(f"conversations/{other}/merge", {"into": conversation})
    assert foreign.status_code == 404
    kept = program.post(f"conversations/{other}/merge", {"into": conversation})
    assert kept.json()["id"] == conversation
    assert bodies(program, conversation) == [*before, "One.", "Two."]
    gone = program.get(f"conversations/{other}").json()
    assert (gone["status"], gone["merged_into"]) == ("merged", conversation)
    said = {"sender": "contact", "body": "Three."}
    posted = program.post(f"conversations/{other}/messages/", said).json()
    assert posted["conversation"] == conversation
    assert bodies(program, conversation)[-1] == "Three."
    refused = program.post(f"conversations/{other}/reply", {"body": "Hello."})
    assert (refused.status_code, refused.json()["error"]["code"]) == (409, "merged")
    assert "Hello." not in bodies(program, conversation)


def test_a_merge_that_cannot_be_says_why(program: Program, conversation: str) -> None:
    stranger = program.post("conversations/", {"contact": {"name": "Dee"}}).json()["id"]
    for into in (conversation, stranger, "nowhere", "x" * 400, 7, None, "a\x00b"):
        refused = program.post(f"conversations/{conversation}/merge", {"into": into})
        assert refused.status_code == 400, refused.json()
        assert named(refused) == ["into"]


def test_links_lead_both_ways_and_nothing_foreign_is_linked(
    program: Program, globex_program: Program, conversation: str, other: str
) -> None:
    linked = program.post(f"conversations/{conversation}/link", {"other": other})
    assert linked.json()["linked"] == [other]
    back = program.post(f"conversations/{other}/unlink", {"other": "nowhere"})
    assert (back.status_code, named(back)) == (400, ["other"])
    theirs = globex_program.post("conversations/", {"contact": {"name": "Dov"}}).json()["id"]
    for wrong in (theirs, conversation):
        refused = program.post(f"conversations/{conversation}/link", {"other": wrong})
        assert (refused.status_code, named(refused)) == (400, ["other"])
    gone = program.post(f"conversations/{other}/unlink", {"other": conversation})
    assert gone.json()["linked"] == []


def test_from_a_message_on_it_goes_on_in_a_new_conversation(program: Program, other: str) -> None:
    split = program.post(f"conversations/{other}/split", {"seq": 2})
    assert split.status_code == 200, split.json()
    new = split.json()["id"]
    assert (bodies(program, other), bodies(program, new)) == (["One."], ["Two."])
    assert split.json()["status"] == "open"
    for seq in (1, 99):
        refused = program.post(f"conversations/{other}/split", {"seq": seq})
        assert refused.status_code == 400


def test_a_transfer_gives_it_on_with_its_note(program: Program, conversation: str) -> None:
    address = f"conversations/{conversation}"
    given = program.post(f"{address}/transfer", {"to": "bo@acme.example", "note": "Knows VAT."})
    assert given.json()["assignee"] == "bo@acme.example"
    notes = program.get(f"{address}/messages/").json()["items"]
    assert [one["body"] for one in notes if one["kind"] == "note"] == ["Knows VAT."]
    again = program.post(f"{address}/transfer", {"to": "bo@acme.example", "note": "Again."})
    assert again.status_code == 400
    for content in ({}, {"to": "bo@acme.example", "team": "Support"}, {"team": "Nobody"}):
        assert program.post(f"{address}/transfer", content).status_code == 400


def test_a_snooze_ends_at_a_time_or_when_the_contact_writes(
    program: Program, conversation: str
) -> None:
    address, now = f"conversations/{conversation}/snooze", timezone.now()
    resting = program.post(address, {}).json()
    assert (resting["status"], resting["snoozed_until"]) == ("snoozed", None)
    until = (now + timedelta(days=2)).isoformat()
    assert program.post(address, {"until": until}).json()["snoozed_until"] is not None
    for wrong in (now - timedelta(hours=1), now + timedelta(days=400)):
        assert program.post(address, {"until": wrong.isoformat()}).status_code == 400
