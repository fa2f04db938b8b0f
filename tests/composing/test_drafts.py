"""Drafts: on every device, apart for reply and note, and never written over unseen."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.urls import reverse

from helpdesk.agents.models import Agent
from helpdesk.composing.models import Draft, Habits
from helpdesk.conversations.models import Attachment, Conversation, Message
from tests.cast import Company
from tests.composing.conftest import MakeMacro
from tests.inbox.conftest import Answer, Desk


def keep(
    desk: Desk, conversation: Conversation, body: str, *, draft: str = "", **more: Any
) -> Answer:
    fields = {"kind": "reply", "body": body, "cid": str(uuid4()), "draft": draft, **more}
    return desk.client.post(desk.address("draft", conversation), fields)


def drafts(desk: Desk, conversation: Conversation) -> dict[str, Any]:
    content: dict[str, Any] = desk.client.get(desk.address("draft", conversation)).json()
    return content


def test_a_draft_is_there_on_another_device_with_files_macros_and_client_id(
    acme: Company, waiting: Conversation, bo: Agent, bos: Desk, make_macro: MakeMacro
) -> None:
    macro, cid = make_macro("Done", reply="x", resolve="yes"), str(uuid4())
    with acme.bound():
        file = Attachment.objects.create(
            conversation=waiting, author=f"agent:{bo.pk}", name="plan.pdf", media="x", size=1
        )
    more = {"attachments": file.public_id, "macro": macro.public_id, "cid": cid}
    version = keep(bos, waiting, "Dear Cleo", **more).json()["version"]
    other = Desk(acme, bo)
    kept = drafts(other, waiting)["reply"]
    assert (kept["body"], kept["cid"], kept["version"]) == ("Dear Cleo", cid, version)
    assert [one["name"] for one in kept["files"]] == ["plan.pdf"]
    assert kept["macros"] == [
        {"macro": macro.public_id, "name": "Done", "along": ["Resolves the conversation"]}
    ]
    assert "Dear Cleo" in other.open(waiting).content.decode()


def test_reply_and_note_have_drafts_of_their_own(waiting: Conversation, bos: Desk) -> None:
    keep(bos, waiting, "To Cleo")
    keep(bos, waiting, "Among us", kind="note")
    assert {kind: one["body"] for kind, one in drafts(bos, waiting).items()} == {
        "reply": "To Cleo",
        "note": "Among us",
    }
    bos.do("note", waiting, body="Among us", cid=str(uuid4()))
    assert [*drafts(bos, waiting)] == ["reply"]


def test_a_draft_that_was_changed_elsewhere_is_not_written_over(
    waiting: Conversation, bos: Desk
) -> None:
    first = keep(bos, waiting, "One").json()["version"]
    second = keep(bos, waiting, "One and two", draft=first).json()["version"]
    stale = keep(bos, waiting, "One and three", draft=first)
    assert stale.status_code == 409
    assert stale.json()["draft"]["body"] == "One and two"
    assert stale.json()["draft"]["version"] == second
    assert drafts(bos, waiting)["reply"]["body"] == "One and two"
    assert keep(bos, waiting, "One and three", draft=second).status_code == 200
    assert keep(bos, waiting, "Anew").status_code == 409, "a tab that knew of none"


def test_two_tabs_that_say_the_same_are_not_in_each_others_way(
    waiting: Conversation, bos: Desk
) -> None:
    keep(bos, waiting, "Same")
    assert keep(bos, waiting, "Same").status_code == 200


def test_of_two_tabs_that_begin_at_once_one_is_told_of_the_other(
    waiting: Conversation, bos: Desk
) -> None:
    def write(number: int) -> int:
        try:
            return int(keep(bos, waiting, f"Tab {number}").status_code)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as threads:
        statuses = sorted(threads.map(write, range(4)))
    assert statuses == [200, 409, 409, 409]


def test_what_was_sent_is_no_draft_and_comes_back_by_no_slow_tab(
    acme: Company, waiting: Conversation, bos: Desk
) -> None:
    cid = str(uuid4())
    version = keep(bos, waiting, "Hello", cid=cid).json()["version"]
    assert bos.do("reply", waiting, body="Hello", cid=cid, draft=version).status_code == 204
    assert drafts(bos, waiting) == {}
    slow = keep(bos, waiting, "Hello", cid=cid, draft=version)
    assert slow.json() == {"version": ""}
    assert keep(bos, waiting, "Hell", draft=version).status_code == 409, "gone, and it says so"
    assert drafts(bos, waiting) == {}


def test_a_draft_that_was_begun_after_a_held_reply_stays_when_that_is_sent(
    acme: Company, waiting: Conversation, bos: Desk
) -> None:
    bos.do("schedule", waiting, body="First", cid=str(uuid4()), when="hour")
    keep(bos, waiting, "Second")
    assert drafts(bos, waiting)["reply"]["body"] == "Second"


def test_an_emptied_draft_is_no_row(acme: Company, waiting: Conversation, bos: Desk) -> None:
    version = keep(bos, waiting, "Hello").json()["version"]
    assert keep(bos, waiting, " ", draft=version).json() == {"version": ""}
    with acme.bound():
        assert not Draft.objects.exists()


def test_a_draft_is_its_agents_alone(
    acme: Company, waiting: Conversation, bos: Desk, adas: Desk, guss: Desk
) -> None:
    keep(bos, waiting, "Between me and me")
    assert drafts(adas, waiting) == {}
    assert "Between me" not in adas.open(waiting).content.decode()
    assert guss.client.get(guss.address("draft", waiting)).status_code == 404
    assert keep(guss, waiting, "Mine").status_code == 404


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"kind": "poem"}, "Choose a reply or a note"),
        ({"body": "x" * 70_000}, "over 64 KiB"),
        ({"body": "a\x00b"}, "not text"),
        ({"cid": "none"}, "Load the page again"),
        ({"attachments": [str(n) for n in range(9)]}, "at most five files"),
    ],
)
def test_what_cannot_be_kept_is_refused_and_says_why(
    waiting: Conversation, bos: Desk, fields: dict[str, Any], words: str
) -> None:
    answer = keep(bos, waiting, **{"body": "Hello", **fields})
    assert answer.status_code == 422
    assert words in answer.json()["detail"]


def test_too_much_to_send_is_still_kept(waiting: Conversation, bos: Desk) -> None:
    body = "x" * 20_000
    assert bos.reply(waiting, body).status_code == 422
    assert keep(bos, waiting, body).status_code == 200


def test_a_signature_is_added_where_its_agent_wants_it(
    acme: Company, waiting: Conversation, bos: Desk, bo: Agent
) -> None:
    fields = {"undo_seconds": "5", "signature": "{{agent.name}}, Acme", "signs": "always"}
    assert bos.client.post(reverse("inbox:writing"), fields).status_code == 302
    page = bos.open(waiting).content.decode()
    assert 'name="sign"' in page
    bos.do("reply", waiting, body="Hello.", cid=str(uuid4()), sign="1")
    bos.do("reply", waiting, body="Again.", cid=str(uuid4()))
    with acme.bound():
        said = Message.objects.filter(kind="message", agent=bo).values_list("body", flat=True)
        assert [*said] == ["Hello.\n\nBo Reyes, Acme", "Again."]


def test_a_signature_with_an_unknown_variable_is_refused(acme: Company, bos: Desk) -> None:
    fields = {"undo_seconds": "5", "signature": "{{agent.nam}}", "signs": "always"}
    page = bos.client.post(reverse("inbox:writing"), fields)
    assert page.status_code == 422
    assert "Did you mean {{agent.name}}?" in page.content.decode()
    with acme.bound():
        assert not Habits.objects.exists()
