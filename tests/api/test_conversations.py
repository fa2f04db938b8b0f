"""A program starts conversations, writes into them and moves them along."""

from uuid import uuid4

from helpdesk.agents.models import Agent
from helpdesk.conversations.models import Message
from tests.api.conftest import Program
from tests.cast import Company
from tests.work import owed


def test_a_started_conversation_waits_for_the_assistants_turn(
    acme: Company, program: Program
) -> None:
    content = {"contact": {"external_id": "u-1", "name": "Cleo"}, "message": "Refunds?"}
    answer = program.post("conversations/", content)
    assert answer.status_code == 201
    assert answer.json()["status"] == "assisted"
    assert answer.json()["origin"] == "api"
    assert answer.json()["contact"]["external_id"] == "u-1"
    assert [job.payload["seq"] for job in owed("assistant.turn")] == [1]


def test_an_agents_reply_takes_the_conversation(program: Program, conversation: str) -> None:
    answer = program.post(
        f"conversations/{conversation}/reply/", {"agent": "bo@acme.example", "body": "Here it is."}
    )
    assert answer.status_code == 201
    shown = program.get(f"conversations/{conversation}/").json()
    assert (shown["status"], shown["assignee"]) == ("open", "bo@acme.example")
    log = program.get(f"conversations/{conversation}/messages/").json()["items"]
    assert [entry["sender"] for entry in log] == ["contact", "system", "agent"]


def test_without_an_agent_the_tokens_maker_speaks(program: Program, conversation: str) -> None:
    program.post(f"conversations/{conversation}/reply/", {"body": "It is Ada."})
    assert program.get(f"conversations/{conversation}/").json()["assignee"] == "ada@acme.example"


def test_a_reply_into_a_colleagues_conversation_conflicts(
    program: Program, conversation: str
) -> None:
    program.post(f"conversations/{conversation}/assign/", {"to": "bo@acme.example"})
    answer = program.post(f"conversations/{conversation}/reply/", {"body": "Me too!"})
    assert answer.status_code == 409
    assert "Bo Reyes" in answer.json()["error"]["message"]


def test_hand_off_resolve_and_reopen(program: Program, conversation: str) -> None:
    path = f"conversations/{conversation}"
    assert program.post(f"{path}/handoff/", {"priority": "high"}).json()["status"] == "waiting"
    assert program.post(f"{path}/handoff/").status_code == 409
    assert program.post(f"{path}/resolve/").json()["status"] == "resolved"
    assert program.post(f"{path}/reopen/").json()["status"] == "open"


def test_the_same_cid_posts_once_and_another_text_under_it_conflicts(
    acme: Company, program: Program, conversation: str
) -> None:
    path = f"conversations/{conversation}/messages/"
    message = {"sender": "contact", "body": "Hello?", "cid": str(uuid4())}
    first, again = program.post(path, message), program.post(path, message)
    assert first.json()["seq"] == again.json()["seq"]
    assert again.json()["duplicate"]
    assert program.post(path, message | {"body": "Other"}).status_code == 409
    with acme.bound():
        assert Message.objects.filter(sender="contact").count() == 2


def test_a_note_is_an_agents(acme: Company, program: Program, conversation: str) -> None:
    path = f"conversations/{conversation}/messages/"
    refused = program.post(path, {"sender": "contact", "kind": "note", "body": "psst"})
    assert refused.status_code == 400
    assert program.post(path, {"sender": "agent", "kind": "note", "body": "VIP"}).status_code == 201


def test_an_empty_and_an_oversized_message_are_refused_with_the_reason(
    program: Program, conversation: str
) -> None:
    path = f"conversations/{conversation}/messages/"
    empty = program.post(path, {"sender": "contact", "body": " "})
    large = program.post(path, {"sender": "contact", "body": "x" * 17_000})
    assert (empty.status_code, large.status_code) == (400, 400)
    assert "16 KiB" in large.json()["error"]["message"]


def test_the_log_is_read_by_number(program: Program, conversation: str) -> None:
    path = f"conversations/{conversation}/messages/"
    for number in range(4):
        program.post(path, {"sender": "contact", "body": f"line {number}"})
    seen: list[int] = []
    page = program.get(path, limit=2).json()
    while page["items"]:
        seen += [entry["seq"] for entry in page["items"]]
        page = program.get(page["next"]).json()
    assert seen == [1, 2, 3, 4, 5]


def test_gus_and_his_program_find_nothing_of_acmes(
    conversation: str, globex_program: Program, gus: Agent
) -> None:
    assert globex_program.get("conversations/").json() == {"items": [], "next": None}
    for path in ("", "messages/"):
        answer = globex_program.get(f"conversations/{conversation}/{path}")
        assert answer.status_code == 404
    for verb in ("reply", "resolve", "reopen", "handoff", "assign"):
        content = {"body": "x", "to": "gus@globex.example"}
        answer = globex_program.post(f"conversations/{conversation}/{verb}/", content)
        assert answer.status_code == 404


def test_a_list_shows_each_conversation_as_its_own_address_does(
    program: Program, conversation: str
) -> None:
    given = {"contact": {"name": "Cleo", "email": "cleo@x.example"}, "page": {"url": "/prices"}}
    started = program.post("conversations/", given).json()["id"]
    program.post(f"conversations/{started}/handoff/")
    program.post(f"conversations/{conversation}/assign/", {"to": "bo@acme.example"})
    program.post(f"conversations/{conversation}/resolve/")
    items = program.get("conversations/").json()["items"]
    assert {conversation, started} <= {item["id"] for item in items}
    for item in items:
        alone = program.get(f"conversations/{item['id']}/").json()
        assert alone == {**item, "followers": [], "linked": []}
