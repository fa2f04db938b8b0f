"""Programs merge, split, transfer and snooze, each in their own workspace alone."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from helpdesk.api import describing
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


def _listed(program: Program) -> list[Any]:
    items: list[Any] = program.get("conversations/").json()["items"]
    return items


def _operations() -> Iterator[tuple[str, str]]:
    """As the description lists them, so that a new one is tried by itself."""
    for path, operations in describing._made()["paths"].items():
        if "/conversations/{id}" in path:
            yield from ((path, method) for method in operations)


def _call(program: Program, method: str, path: str) -> Any:
    if method == "get":
        return program.get(f"http://acme.localhost{path}", after=1, limit=7)
    content = {"sender": "agent", "body": "Hello."}
    if path.endswith("attachments/"):
        file = SimpleUploadedFile("a.txt", b"Hello.")
        headers = {"Authorization": f"Bearer {program.key}"}
        return program.client.post(path, {**content, "file": file}, headers=headers)
    return program.post(f"http://acme.localhost{path}", content)


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
    (gone,) = [one for one in _listed(program) if one["id"] == other]
    assert (gone["status"], gone["merged_into"]) == ("merged", conversation)
    said = {"sender": "contact", "body": "Three."}
    posted = program.post(f"conversations/{other}/messages/", said).json()
    assert posted["conversation"] == conversation
    assert bodies(program, conversation)[-1] == "Three."
    refused = program.post(f"conversations/{other}/reply", {"body": "Hello."})
    assert (refused.status_code, refused.json()["error"]["code"]) == (409, "merged")
    assert "Hello." not in bodies(program, conversation)


def test_every_address_of_a_merged_conversation_leads_to_the_one_that_lives(
    program: Program, conversation: str, other: str
) -> None:
    """Reading is led on, acting is refused; both name the one that lives."""
    program.post(f"conversations/{other}/merge", {"into": conversation})
    before = program.get(f"conversations/{conversation}/").json()
    methods = set()
    for path, method in _operations():
        answer = _call(program, method, path.format(id=other, file="x" * 16))
        error = answer.json()["error"]
        assert (error["code"], error["merged_into"]) == ("merged", conversation), path
        assert answer.status_code == (301 if method == "get" else 409), path
        if method == "get":
            to = path.format(id=conversation, file="x" * 16)
            assert answer.headers["Location"] == f"http://acme.localhost{to}?limit=7"
        methods.add(method)
    assert methods == {"get", "post"}
    assert program.get(f"conversations/{conversation}/").json() == before
    linked = program.post(f"conversations/{conversation}/link", {"other": other})
    assert (linked.status_code, named(linked)) == (400, ["other"])
    assert conversation in linked.json()["error"]["message"]


def test_whoever_follows_a_merged_conversation_reads_the_log_from_its_beginning(
    program: Program, conversation: str, other: str
) -> None:
    program.post(f"conversations/{other}/merge", {"into": conversation})
    led = program.get(f"conversations/{other}/messages/", after=2)
    items = program.get(led.headers["Location"]).json()["items"]
    assert items[0]["seq"] == 1
    assert [one["body"] for one in items if one["kind"] == "message"][-2:] == ["One.", "Two."]


def test_a_conversation_says_how_it_is_filed(
    program: Program, conversation: str, other: str
) -> None:
    address = f"conversations/{conversation}"
    program.post(f"{address}/tag", {"tags": ["VIP", "billing"]})
    for agent in ("bo@acme.example", "ada@acme.example"):
        program.post(f"{address}/follow", {"agent": agent})
    program.post(f"{address}/link", {"other": other})
    found = program.get(address).json()
    assert found["tags"] == ["billing", "VIP"]
    assert found["followers"] == ["ada@acme.example", "bo@acme.example"]
    assert found["linked"] == [other]
    assert program.post(f"{address}/resolve").json()["linked"] == [other]


def test_what_is_known_of_a_contact_is_corrected_and_the_rest_stays(
    program: Program, globex_program: Program, conversation: str
) -> None:
    address = f"conversations/{conversation}/correct"
    contact = program.post(address, {"name": "Cleo  Lee", "phone": "+49 30 1"}).json()["contact"]
    assert (contact["name"], contact["phone"]) == ("Cleo Lee", "+49 30 1")
    assert contact["email"] == "cleo@customer.example"
    assert program.post(address, {"phone": ""}).json()["contact"]["phone"] == ""
    log = program.get(f"conversations/{conversation}/messages/").json()["items"]
    told = [one["data"]["fields"] for one in log if one["data"].get("event") == "contact_corrected"]
    assert told == [["name", "phone"], ["phone"]]
    for wrong, field in (
        ({"email": "nobody"}, "email"),
        ({"name": "x" * 201}, "name"),
        ({}, "name"),
        ({"phone": None}, "phone"),
        ({"name": "Cleo", "agent": "nobody@acme.example"}, "agent"),
    ):
        refused = program.post(address, wrong)
        assert (refused.status_code, named(refused)) == (400, [field])
    assert globex_program.post(address, {"name": "Mallory"}).status_code == 404


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
