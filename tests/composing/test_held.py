"""Replies that are held: undo and send later, once, with a look at how things stand when due."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from helpdesk.agents.models import Agent
from helpdesk.composing.later import moments
from helpdesk.composing.models import Habits
from helpdesk.conversations import attaching, log
from helpdesk.conversations.models import Attachment, Conversation, Message
from helpdesk.recovery.models import FirstReply, Promise
from tenants.context import in_public
from tenants.work.models import Job
from tests.cast import Company
from tests.composing.conftest import MakeMacro
from tests.composing.held import (
    TOPIC,
    events,
    held,
    later,
    replies,
    schedule,
    send_now,
    take_back,
    write,
)
from tests.inbox.conftest import Desk
from tests.inbox.test_acting import said
from tests.work import owed, run_owed


@pytest.fixture
def patient(acme: Company, bo: Agent) -> Agent:
    """Bo may take back what he sends for ten seconds."""
    with acme.bound():
        Habits.objects.create(agent=bo, undo_seconds=10)
    return bo


def test_a_reply_that_may_be_taken_back_is_sent_once_it_is_due(
    acme: Company, waiting: Conversation, bos: Desk, patient: Agent
) -> None:
    answer = bos.do("reply", waiting, body="Hello.", cid=str(uuid4()), undo="1")
    assert answer.status_code == 204
    assert '"held": 10' in answer.headers["HX-Trigger"]
    assert replies(acme, waiting) == []
    assert run_owed(TOPIC) == 0, "not due yet"
    with acme.bound():
        taken = Conversation.objects.get(pk=waiting.pk)
        assert (taken.status, taken.assignee) == ("open", patient), "the assistant is silent"
    assert run_owed(TOPIC, early=True) == 1
    assert replies(acme, waiting) == ["Hello."]
    assert held(acme) == []


def test_who_has_chosen_nothing_may_take_a_reply_back_for_five_seconds(
    acme: Company, waiting: Conversation, bos: Desk, bo: Agent
) -> None:
    assert 'data-undo="5"' in bos.open(waiting).content.decode()
    answer = bos.do("reply", waiting, body="Hello.", cid=str(uuid4()), undo="1")
    assert '"held": 5' in answer.headers["HX-Trigger"]
    with acme.bound():
        Habits.objects.create(agent=bo, undo_seconds=0)
    bos.do("reply", waiting, body="At once.", cid=str(uuid4()), undo="1")
    assert replies(acme, waiting) == ["At once."], "who switched it off waits for nothing"


def test_without_a_page_that_shows_the_way_back_it_is_sent_at_once(
    acme: Company, waiting: Conversation, bos: Desk, patient: Agent
) -> None:
    bos.reply(waiting, "Hello.")
    assert replies(acme, waiting) == ["Hello."]


def test_taking_it_back_returns_the_text_and_nothing_is_ever_sent(
    acme: Company, waiting: Conversation, bos: Desk, patient: Agent, make_macro: MakeMacro
) -> None:
    macro, cid = make_macro("Done", reply="x", resolve="yes"), str(uuid4())
    sent = {"body": "Hello.", "cid": cid, "undo": "1", "macro": macro.public_id}
    bos.do("reply", waiting, **sent)
    [row] = held(acme)
    content = take_back(bos, waiting, row).json()
    assert (content["body"], content["cid"]) == ("Hello.", cid)
    assert [one["macro"] for one in content["macros"]] == [macro.public_id]
    run_owed(early=True)
    assert replies(acme, waiting) == []
    late = take_back(bos, waiting, row)
    assert late.status_code == 409
    assert "too late" in late.json()["detail"]
    drafts = bos.client.get(bos.address("draft", waiting)).json()
    assert drafts["reply"]["body"] == "Hello.", "every device has it back"


def test_sent_and_taken_back_at_the_same_moment_it_is_one_of_them(
    acme: Company, waiting: Conversation, bos: Desk, patient: Agent
) -> None:
    for number in range(8):
        bos.do("reply", waiting, body=f"Hello {number}.", cid=str(uuid4()), undo="1")
        [row] = held(acme)
        with ThreadPoolExecutor(2) as threads:
            back = threads.submit(_closing, lambda row=row: take_back(bos, waiting, row))
            threads.submit(_closing, lambda: run_owed(TOPIC, early=True)).result()
        was_sent = f"Hello {number}." in replies(acme, waiting)
        assert was_sent == (back.result().status_code == 409)
        assert held(acme) == []


def test_a_scheduled_reply_is_sent_when_due_with_all_that_goes_along(
    acme: Company, waiting: Conversation, bos: Desk, make_macro: MakeMacro
) -> None:
    macro = make_macro("Hurry", reply="x", priority="urgent")
    promised = {
        **{"promise": "0", "promise_kind_0": "callback", "promise_text_0": "I'll call you."},
        "promise_due_0": later(days=1),
    }
    answer = schedule(bos, waiting, "I'll call you.", macro=macro.public_id, **promised)
    assert "sent later" in said(answer)
    assert events(acme, waiting)[-1] == "reply_scheduled"
    with acme.bound():
        assert Conversation.objects.get(pk=waiting.pk).status == "waiting", "nobody took it yet"
        assert not Promise.objects.filter(kind="callback").exists()
    run_owed(TOPIC, early=True)
    with acme.bound():
        after = Conversation.objects.get(pk=waiting.pk)
        assert (after.status, after.priority) == ("open", "urgent")
        assert Promise.objects.get(kind="callback").owner == acme.agent("Bo")
        first = FirstReply.objects.get()
        assert first.sent_at is not None, "the first reply is judged when it is sent"


def test_held_twice_under_one_client_id_it_is_held_and_sent_once(
    acme: Company, waiting: Conversation, bos: Desk
) -> None:
    cid = str(uuid4())
    for _ in range(2):
        schedule(bos, waiting, cid=cid)
    assert len(held(acme)) == 1
    run_owed(TOPIC, early=True)
    schedule(bos, waiting, cid=cid)
    assert held(acme) == []
    assert replies(acme, waiting) == ["Later."]


def test_the_same_job_run_again_sends_nothing_more(
    acme: Company, waiting: Conversation, bos: Desk
) -> None:
    schedule(bos, waiting)
    [job] = owed(TOPIC)
    run_owed(TOPIC, early=True)
    with in_public():
        Job.objects.filter(pk=job.pk).update(done_at=None, attempts=0, lease_until=None)
    run_owed(TOPIC, early=True)
    assert replies(acme, waiting) == ["Later."]


def test_before_it_is_due_a_colleague_sees_it_and_cannot_take_it(
    acme: Company, waiting: Conversation, bos: Desk, adas: Desk
) -> None:
    schedule(bos, waiting, "Shown to colleagues.")
    [row] = held(acme)
    assert "Shown to colleagues." in adas.open(waiting).content.decode()
    assert take_back(adas, waiting, row).status_code == 403
    assert len(held(acme)) == 1


def test_the_customer_sees_nothing_of_it(acme: Company, waiting: Conversation, bos: Desk) -> None:
    schedule(bos, waiting, "A secret until then.")
    with acme.bound():
        page = log.entries_after(Conversation.objects.get(pk=waiting.pk), 0, for_contact=True)
        assert "A secret until then." not in str(page.items)
        assert "reply_scheduled" not in str(page.items)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"due": "yesterday"}, "Choose a due time"),
        ({"due": ""}, "Choose a due time"),
        ({"due": "2001-01-01T00:00"}, "between now and a year from now"),
        ({"due": "9999-01-01T00:00"}, "between now and a year from now"),
        ({"on_news": "maybe"}, "Choose what happens"),
        ({"body": "  "}, "empty"),
        ({"cid": "none"}, "Load the page again"),
        ({"attachments": "nothing"}, "Attach it again"),
    ],
)
def test_what_cannot_be_held_is_refused_with_what_to_do(
    acme: Company, waiting: Conversation, bos: Desk, fields: dict[str, str], words: str
) -> None:
    answer = schedule(bos, waiting, **fields)
    assert answer.status_code == 422
    assert words in said(answer)
    assert held(acme) == []


def test_a_promise_that_is_due_before_the_reply_is_refused(
    acme: Company, waiting: Conversation, bos: Desk
) -> None:
    promised = {"promise": "0", "promise_kind_0": "callback", "promise_text_0": "Soon."}
    answer = schedule(bos, waiting, **promised, promise_due_0=later(hours=1))
    assert answer.status_code == 422
    assert "promise in it is due before" in said(answer)


def test_a_reply_is_not_held_where_a_colleague_has_the_conversation(
    acme: Company, waiting: Conversation, bos: Desk, adas: Desk, patient: Agent
) -> None:
    adas.do("claim", waiting)
    assert schedule(bos, waiting).status_code == 409
    answer = bos.do("reply", waiting, body="Me too.", cid=str(uuid4()), undo="1")
    assert answer.status_code == 409
    assert "Ada Lind already has this" in said(answer)
    assert held(acme) == []


def test_named_moments_are_by_the_workspaces_clock(
    acme: Company, waiting: Conversation, bos: Desk
) -> None:
    for name in ("hour", "tomorrow", "monday"):
        assert schedule(bos, waiting, when=name, due="").status_code == 204
    due = sorted(row.due_at for row in held(acme))
    assert timezone.now() < due[0] <= timezone.now() + timedelta(hours=1)
    assert all((moment.hour, moment.minute) == (9, 0) for moment in due[1:])
    assert any(moment.weekday() == 0 for moment in due[1:])


def test_its_files_wait_with_it_and_go_with_it(
    acme: Company, waiting: Conversation, bos: Desk, bo: Agent
) -> None:
    with acme.bound():
        file = Attachment.objects.create(
            conversation=waiting, author=f"agent:{bo.pk}", name="plan.pdf", media="x", size=1
        )
    schedule(bos, waiting, attachments=file.public_id, due=later(days=3))
    with acme.bound():
        attaching.purge()
        file.refresh_from_db()
        assert file.created_at > timezone.now() + timedelta(days=2)
    run_owed(TOPIC, early=True)
    with acme.bound():
        assert Message.objects.get(attachments=file).body == "Later."


def test_ones_own_are_listed_stopped_ones_first(
    acme: Company, waiting: Conversation, assisted: Conversation, bos: Desk, adas: Desk
) -> None:
    schedule(bos, waiting, "To be stopped.", due=later(days=9))
    write(acme, waiting, "Never mind!")
    run_owed(TOPIC, early=True)
    schedule(bos, assisted, "To be sent.")
    page = bos.client.get(reverse("inbox:scheduled")).content.decode()
    assert page.index("To be stopped.") < page.index("To be sent.")
    assert "To be sent." not in adas.client.get(reverse("inbox:scheduled")).content.decode()
    count = bos.client.get(reverse("inbox:scheduled"), HTTP_HX_REQUEST="true").content.decode()
    assert "".join(count.split()) == '2<spanclass="count-stopped">1notsent</span>'


def test_the_list_takes_back_without_scripts(
    acme: Company, waiting: Conversation, bos: Desk
) -> None:
    schedule(bos, waiting, "Back again.")
    [row] = held(acme)
    address = bos.address("take_back", waiting, held=row.public_id)
    page = bos.client.post(address, {"plain": "1"}, follow=True).content.decode()
    assert "Back again." in page
    assert bos.client.post(address, {"plain": "1"}).status_code == 302


def test_another_company_reaches_none_of_it(
    acme: Company, waiting: Conversation, bos: Desk, guss: Desk
) -> None:
    schedule(bos, waiting)
    [row] = held(acme)
    assert take_back(guss, waiting, row).status_code == 404
    assert send_now(guss, waiting, row).status_code == 404
    assert len(held(acme)) == 1


def _closing(act: Any) -> Any:
    try:
        return act()
    finally:
        connection.close()


def test_the_due_time_is_read_by_the_workspaces_clock() -> None:
    before = datetime.fromisoformat("2026-10-24T12:00:00+02:00")
    assert moments(before)["tomorrow"].hour == 9
