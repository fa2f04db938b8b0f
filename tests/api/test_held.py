"""Programs write as agents do: they are told of news first, hold replies, and keep drafts."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone

from helpdesk.composing import tries
from helpdesk.composing.models import Draft, HeldReply
from helpdesk.conversations import messaging, replying
from helpdesk.conversations.models import Conversation, Message
from tests.api.conftest import MakeProgram, Program
from tests.cast import Company
from tests.work import run_owed

BO = "bo@acme.example"


def head(company: Company, conversation: str) -> int:
    with company.bound():
        return Conversation.objects.get(public_id=conversation).head


def writes(company: Company, conversation: str, body: str = "One more thing.") -> None:
    with company.bound():
        row = Conversation.objects.get(public_id=conversation)
        messaging.post_message(row.pk, sender="contact", body=body)


def replies(company: Company) -> list[str]:
    with company.bound():
        spoken = Message.objects.filter(sender="agent", kind="message")
        return list(spoken.values_list("body", flat=True))


@pytest.mark.parametrize("way", ["reply", "messages"])
def test_a_reply_over_what_its_author_has_not_seen_is_not_sent_and_says_who_spoke(
    acme: Company, program: Program, conversation: str, way: str
) -> None:
    seen, address = head(acme, conversation), f"conversations/{conversation}/{way}"
    more = {"sender": "agent"} if way == "messages" else {}
    given: dict[str, Any] = {"body": "Done.", "agent": BO, "seen": seen, **more}
    writes(acme, conversation)
    with acme.bound():
        row = Conversation.objects.get(public_id=conversation)
        replying.note(row.pk, acme.agent("Ada"), body="Secret among us")
    answer = program.post(address, given)
    error = answer.json()["error"]
    assert (answer.status_code, error["code"]) == (409, "collision")
    assert [(one["sender"], one["author"], one["kind"]) for one in error["entries"]] == [
        ("contact", "", "message"),
        ("agent", "Ada Lind", "note"),
    ]
    assert "Secret among us" not in answer.content.decode(), "reading is a scope of its own"
    assert replies(acme) == []
    assert program.post(address, {**given, "seen": error["head"]}).status_code == 201
    assert replies(acme) == ["Done."]


def test_who_does_not_say_what_they_have_seen_is_sent_as_before(
    acme: Company, program: Program, conversation: str
) -> None:
    writes(acme, conversation)
    sent = program.post(f"conversations/{conversation}/reply", {"body": "Done.", "agent": BO})
    assert sent.status_code == 201
    wrong = {"body": "Done.", "agent": BO, "seen": -1}
    refused = program.post(f"conversations/{conversation}/reply", wrong)
    assert refused.json()["error"]["fields"][0]["name"] == "seen"


def held(program: Program, conversation: str, **more: Any) -> Any:
    due = (timezone.now() + timedelta(hours=2)).isoformat()
    given = {"body": "Later.", "agent": BO, "cid": str(uuid4()), "due_at": due, **more}
    return program.post(f"conversations/{conversation}/hold", given)


def test_a_reply_is_held_listed_and_sent_once_when_it_is_due(
    acme: Company, program: Program, globex_program: Program, conversation: str
) -> None:
    cid = str(uuid4())
    made = held(program, conversation, cid=cid)
    assert made.status_code == 201
    again = held(program, conversation, cid=cid)
    assert again.json()["id"] == made.json()["id"], "held twice it is held once"
    [listed] = program.get("held-replies", conversation=conversation).json()["items"]
    assert listed == made.json()
    assert (listed["agent"], listed["kind"], listed["why"]) == (BO, "scheduled", "")
    assert program.get("held-replies", agent="ada@acme.example").json()["items"] == []
    assert globex_program.get(f"held-replies/{listed['id']}").status_code == 404
    run_owed(tries.TOPIC, early=True)
    assert replies(acme) == ["Later."]
    assert program.get(f"held-replies/{listed['id']}").status_code == 404
    assert held(program, conversation, cid=cid).status_code == 409, "it was sent"


def test_what_waits_is_found_by_the_name_of_a_conversation_that_was_merged(
    program: Program, conversation: str
) -> None:
    contact = program.get(f"conversations/{conversation}").json()["contact"]
    begun = {"contact": {"email": contact["email"]}, "message": "And this?"}
    old = program.post("conversations/", begun).json()["id"]
    waits = held(program, old).json()["id"]
    program.post(f"conversations/{old}/merge", {"into": conversation})
    for name in (old, conversation):
        [listed] = program.get("held-replies", conversation=name).json()["items"]
        assert (listed["id"], listed["conversation"]) == (waits, conversation)
    assert program.get("held-replies", conversation="x" * 16).json()["items"] == []


def test_one_that_was_stopped_says_why_and_is_sent_or_taken_back_by_its_agent(
    acme: Company, program: Program, conversation: str
) -> None:
    first, second = (held(program, conversation).json()["id"] for _ in range(2))
    writes(acme, conversation)
    run_owed(tries.TOPIC, early=True)
    stopped = program.get("held-replies", stopped="true").json()["items"]
    assert [(one["id"], one["why"]) for one in stopped] == [(second, "wrote"), (first, "wrote")]
    by_ada = {"agent": "ada@acme.example"}
    assert program.post(f"held-replies/{first}/send", by_ada).status_code == 403
    sent = program.post(f"held-replies/{first}/send", {"agent": BO})
    assert sent.status_code == 201
    assert sent.json()["conversation"] == conversation
    back = program.post(f"held-replies/{second}/take-back", {"agent": BO})
    assert (back.status_code, back.json()["body"]) == (200, "Later.")
    assert replies(acme) == ["Later."]
    with acme.bound():
        assert not HeldReply.objects.exists()
        assert Draft.objects.get().body == "Later."


@pytest.mark.parametrize(
    ("wrong", "name"),
    [
        ({"due_at": "2020-01-01T00:00:00Z"}, "due_at"),
        ({"due_at": "soon"}, "due_at"),
        ({"body": " "}, "body"),
    ],
)
def test_what_cannot_be_held_is_refused(
    program: Program, conversation: str, wrong: dict[str, str], name: str
) -> None:
    answer = held(program, conversation, **wrong)
    assert answer.status_code == 400
    assert answer.json()["error"]["fields"][0]["name"] == name


def test_a_draft_is_kept_read_and_never_written_over_unseen(
    program: Program, conversation: str
) -> None:
    address = f"conversations/{conversation}/drafts"
    given = {"agent": BO, "kind": "reply", "body": "I have begun"}
    kept = program.post(address, given)
    assert kept.status_code == 200
    [draft] = program.get(address, agent=BO).json()["items"]
    assert draft == kept.json()
    assert program.get(address, agent="ada@acme.example").json()["items"] == []
    lost = program.post(address, {**given, "body": "Over it"})
    error = lost.json()["error"]
    assert (lost.status_code, error["version"]) == (409, draft["version"])
    more = program.post(address, {**given, "body": "And more", "version": error["version"]})
    assert more.json()["cid"] == draft["cid"], "it is the same draft"
    emptied = {**given, "body": "", "version": more.json()["version"]}
    assert program.post(address, emptied).status_code == 204
    assert program.get(address, agent=BO).json()["items"] == []


def test_drafts_and_held_replies_take_the_scopes_of_conversations(
    acme: Company, program_of: MakeProgram, conversation: str
) -> None:
    reader = program_of(acme, acme.agent("Ada"), scopes=["conversations:read"])
    assert reader.get("held-replies").status_code == 200
    assert held(reader, conversation).status_code == 403
    writer = program_of(acme, acme.agent("Ada"), scopes=["conversations:write"])
    assert writer.get("held-replies").status_code == 403
    assert writer.get(f"conversations/{conversation}/drafts").status_code == 403
