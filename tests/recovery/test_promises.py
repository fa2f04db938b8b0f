"""Whatever a customer is told will happen has a due time and an owner, and is kept or broken."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.db.models import QuerySet
from django.db.models.functions import Now
from django.utils import timezone

from escalation.rules import Priority
from helpdesk.agents.models import Agent
from helpdesk.conversations import lifecycle, redacting, replying
from helpdesk.recovery import following, promising
from helpdesk.recovery.models import Promise, RecoverySettings
from helpdesk.recovery.promising import Kind, Pledge
from tests.cast import Company
from tests.conversations.conftest import A_PERSON
from tests.recovery.conftest import Begin, overdue, soon
from tests.work import owed, run_owed


def test_a_handover_promises_an_answer_in_the_words_the_customer_was_told(
    acme: Company, begin: Begin
) -> None:
    with acme.bound():
        thread = begin().waits()
        promise = Promise.objects.get()
        assert (promise.kind, promise.state) == (Kind.WAIT, "open")
        assert promise.text == "A person will reply to you here."
        assert promise.team == thread.now().team
        assert promise.due_at - promise.created_at == pytest.approx(
            timedelta(minutes=60), abs=timedelta(seconds=5)
        )


def test_an_urgent_handover_is_promised_sooner_as_the_tenant_says(
    acme: Company, begin: Begin
) -> None:
    with acme.bound():
        RecoverySettings.objects.update_or_create(id=1, defaults={"urgent_wait_minutes": 5})
        thread = begin()
        urgent = replace(A_PERSON, priority=Priority.URGENT)
        lifecycle.hand_off(thread.id, urgent, {"v": 1})
        promise = Promise.objects.get()
        assert promise.due_at < timezone.now() + timedelta(minutes=6)


def test_the_first_reply_keeps_the_answer_and_its_author_owned_it(
    acme: Company, begin: Begin, bo: Agent
) -> None:
    with acme.bound():
        thread = begin().waits()
        replying.reply(thread.id, bo, body="I am looking at your invoice now.")
        promise = Promise.objects.get()
        assert (promise.state, promise.owner) == ("kept", bo)
        assert promise.kept_at == promise.closed_at
    assert not owed(promising.DUE_TOPIC)


def test_who_stops_waiting_is_owed_no_answer(acme: Company, begin: Begin) -> None:
    with acme.bound():
        thread = begin().waits()
        lifecycle.cancel_wait(thread.id)
        assert Promise.objects.get().state == "cancelled"


def test_the_same_key_promises_once_however_often_it_is_asked_for(
    acme: Company, begin: Begin
) -> None:
    with acme.bound():
        thread = begin()
        first = promising.make_promise(thread.id, soon(), key="callback")
        again = promising.make_promise(thread.id, soon(text="Other words"), key="callback")
        assert again.pk == first.pk
        assert Promise.objects.get().text == "I will call you."
    assert len(owed(promising.DUE_TOPIC)) == 1


@pytest.mark.parametrize(
    ("pledge", "said"),
    [
        (soon(kind="gift"), "Choose what is promised"),
        (soon(text="  "), "Say what is promised"),
        (soon(after=timedelta(seconds=-5)), "Choose a due time"),
        (soon(after=timedelta(days=500)), "Choose a due time"),
    ],
)
def test_what_cannot_be_promised_is_refused_with_what_to_do(
    acme: Company, begin: Begin, pledge: Pledge, said: str
) -> None:
    with acme.bound():
        thread = begin()
        with pytest.raises(ValidationError, match=said):
            promising.make_promise(thread.id, pledge, key="k")
        assert not Promise.objects.exists()


def test_a_call_is_not_kept_by_a_reply_but_when_an_agent_says_so(
    acme: Company, begin: Begin, bo: Agent
) -> None:
    with acme.bound():
        thread = begin()
        promise = promising.make_promise(thread.id, soon(), key="callback")
        replying.reply(thread.id, bo, body="What is your number?")
        promise.refresh_from_db()
        assert (promise.state, promise.owner) == ("open", bo)
        promising.keep(promise.pk, by=bo)
        promising.keep(promise.pk, by=bo)
        promise.refresh_from_db()
        assert promise.state == "kept"
        assert thread.events().count("promise_kept") == 1


def test_the_words_that_promise_a_reply_do_not_keep_it(
    acme: Company, begin: Begin, bo: Agent
) -> None:
    with acme.bound():
        thread = begin()
        said = replying.reply(thread.id, bo, body="We will write by Friday.")
        pledge = soon(kind=Kind.REPLY, seq=said.seq)
        promise = promising.make_promise(thread.id, pledge, key="reply")
        following.keep_by_reply(thread.id, said.seq)
        promise.refresh_from_db()
        assert promise.state == "open"
        replying.reply(thread.id, bo, body="It is repaired.")
        promise.refresh_from_db()
        assert promise.state == "kept"


def test_what_is_due_and_not_kept_is_broken_and_its_owner_is_told(
    acme: Company, begin: Begin, bo: Agent
) -> None:
    with acme.bound():
        thread = begin()
        lifecycle.claim(thread.id, bo)
        promise = promising.make_promise(thread.id, soon(), key="callback")
        overdue(promise)
    run_owed(promising.DUE_TOPIC, early=True)
    with acme.bound():
        promise.refresh_from_db()
        assert (promise.state, promise.broken_at, promise.closed_at) == (
            *("broken", promise.due_at),
            None,
        )
        assert "promise_broken" in thread.events()
    run_owed(promising.MAIL_TOPIC)
    assert [one.to for one in mail.outbox] == [[bo.email]]
    assert "I will call you." in mail.outbox[0].body


def test_what_is_not_due_is_left_alone(acme: Company, begin: Begin) -> None:
    with acme.bound():
        promising.make_promise(begin().id, soon(), key="callback")
        assert promising.break_due() == 0
        assert Promise.objects.get().state == "open"


def test_a_promise_done_late_stays_broken_and_is_owed_no_more(
    acme: Company, begin: Begin, bo: Agent
) -> None:
    with acme.bound():
        promise = promising.make_promise(begin().id, soon(), key="callback")
        overdue(promise)
        kept = promising.keep(promise.pk, by=bo)
        assert kept.state == "broken"
        assert kept.kept_at is not None
        assert promising.break_due() == 0


def test_one_clock_breaks_only_its_own_tenants_promises(
    acme: Company, globex: Company, begin: Begin
) -> None:
    with acme.bound():
        overdue(promising.make_promise(begin().id, soon(), key="callback"))
    with globex.bound():
        assert promising.break_due() == 0
    with acme.bound():
        assert promising.break_due() == 1


def test_many_due_promises_are_broken_a_batch_at_a_time(
    acme: Company, begin: Begin, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(promising, "BATCH", 2)
    with acme.bound():
        thread = begin()
        for number in range(5):
            overdue(promising.make_promise(thread.id, soon(), key=f"k{number}"))
    run_owed(promising.DUE_TOPIC, early=True)
    with acme.bound():
        assert set(Promise.objects.values_list("state", flat=True)) == {"broken"}


def test_a_promise_can_be_passed_on_until_it_is_done(
    acme: Company, begin: Begin, ada: Agent, bo: Agent
) -> None:
    with acme.bound():
        promise = promising.make_promise(begin().id, soon(), key="callback")
        assert promising.reassign(promise.pk, to=bo, by=ada).owner == bo
        promising.cancel(promise.pk, by=bo)
        with pytest.raises(ValidationError, match="Nobody owes it"):
            promising.reassign(promise.pk, to=ada, by=bo)


def test_redacting_takes_the_words_out_of_the_promise_too(
    acme: Company, begin: Begin, bo: Agent
) -> None:
    with acme.bound():
        thread = begin()
        said = replying.reply(thread.id, bo, body="I will call you on 030 1234567.")
        pledge = soon(text="I will call you on 030 1234567.", seq=said.seq)
        promising.make_promise(thread.id, pledge, key="callback")
        redacting.redact(thread.id, said.seq, by=bo)
        assert Promise.objects.get().text == "[redacted]"


def test_the_clock_reads_an_index_of_open_promises_only(acme: Company, begin: Begin) -> None:
    with acme.bound():
        thread = begin()
        for number in range(3):
            promising.make_promise(thread.id, soon(), key=f"k{number}")
        due = Promise.objects.filter(state="open", due_at__lte=Now()).order_by("due_at", "id")
        assert "open_promises_by_due" in _plan(due)


def _plan(due: QuerySet[Promise]) -> str:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_sort = off")
        return due.values_list("id")[:50].explain()
