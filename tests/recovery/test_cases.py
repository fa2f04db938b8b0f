"""A conversation that failed its customer has one case, from the first sign to the root cause."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from escalation.rules import Trigger
from helpdesk.agents.models import Agent
from helpdesk.assistant import verdicts
from helpdesk.conversations import lifecycle, replying
from helpdesk.conversations.models import Contact, Message
from helpdesk.recovery import promising, recovering
from helpdesk.recovery.failures import Failure
from helpdesk.recovery.models import FirstReply, RecoveryCase, RootCause
from helpdesk.recovery.stages import State
from helpdesk.surveys import inviting
from helpdesk.surveys.models import Invitation
from tests.assistant.conftest import Chat
from tests.cast import Company
from tests.conversations.conftest import A_PERSON, Thread
from tests.recovery.conftest import Begin, overdue, soon

GOOD = "Sorry you had to ask twice about the VAT rate. I am changing it now."
CASE = {"v": 2, "goal": {"text": "Change the VAT rate", "latest": ""}}
QUESTION = "How do I get a refund for my plan?"


def handed_over(thread: Thread, trigger: Trigger = Trigger.FAILED_ATTEMPTS) -> Thread:
    decision = replace(A_PERSON, trigger=trigger, reason="Two answers did not help.")
    assert lifecycle.hand_off(thread.id, decision, CASE)
    return thread


@pytest.mark.parametrize(
    ("trigger", "failure"),
    [
        (Trigger.FAILED_ATTEMPTS, Failure.FAILED_ATTEMPTS),
        (Trigger.REPEATED_ANSWER, Failure.REPEATED_ANSWER),
        (Trigger.REPHRASED_QUESTION, Failure.REPHRASED),
        (Trigger.NEGATIVE_SENTIMENT, Failure.UPSET),
        (Trigger.RAGE_CLICKS, Failure.UPSET),
        (Trigger.DEADLINE_MISSED, Failure.UNANSWERED),
        (Trigger.BUYING_INTENT, None),
        (Trigger.ASKS_FOR_PERSON, None),
        (Trigger.RISK_TOPIC, None),
        (Trigger.LOW_CONFIDENCE, None),
    ],
)
def test_a_handover_opens_a_case_when_it_came_of_a_failure(
    acme: Company, begin: Begin, trigger: Trigger, failure: Failure | None
) -> None:
    with acme.bound():
        handed_over(begin(), trigger)
        found = RecoveryCase.objects.values_list("failure", flat=True)
        assert [*found] == ([failure] if failure else [])


def test_a_whole_recovery_goes_from_detected_to_the_closed_loop(
    acme: Company, begin: Begin, bo: Agent, cleo: Contact
) -> None:
    with acme.bound():
        thread = begin()
        thread.answers("Open Settings.")
        handed_over(thread)
        assert _state() == State.DETECTED
        replying.reply(thread.id, bo, body=GOOD)
        case = RecoveryCase.objects.get()
        assert (case.state, case.owner) == (State.OWNED, bo)
        assert case.detected_at < case.owned_at < case.acknowledged_at  # type: ignore[operator]
        recovering.resolve(thread.id, "solved", by=bo)
        assert _state() == State.SURVEY
        invitation = Invitation.objects.get(kind="csat")
        inviting.answer(invitation.public_id, contact_id=cleo.pk, score=5)
        recovering.close(thread.id, RootCause.MISSING_ARTICLE, note="No page on VAT.", by=bo)
        case = RecoveryCase.objects.get()
        assert (case.state, case.outcome, case.rating) == (State.CLOSED, "solved", 5)
        assert case.root_cause == RootCause.MISSING_ARTICLE
        assert None not in (case.ended_at, case.asked_at, case.closed_at)


def test_words_that_do_not_acknowledge_leave_the_case_unacknowledged_until_some_do(
    acme: Company, begin: Begin, bo: Agent
) -> None:
    with acme.bound():
        thread = handed_over(begin())
        replying.reply(thread.id, bo, body="Hi, how can I help?")
        assert RecoveryCase.objects.get().acknowledged_at is None
        replying.reply(thread.id, bo, body=GOOD)
        assert RecoveryCase.objects.get().acknowledged_at is not None
        first = FirstReply.objects.get()
        assert (first.result, first.lacked[0]) == ("unseen", "acknowledges")


def test_a_second_failure_is_a_sign_in_the_open_case(
    acme: Company, begin: Begin, bo: Agent
) -> None:
    with acme.bound():
        thread = handed_over(begin())
        lifecycle.claim(thread.id, bo)
        overdue(promising.make_promise(thread.id, soon(), key="callback"))
        assert promising.break_due() == 1
        signs = [sign["failure"] for sign in RecoveryCase.objects.get().signs]
        assert signs == ["failed_attempts", "promise_broken"]


def test_a_broken_promise_alone_opens_a_case_that_its_agent_owns(
    acme: Company, begin: Begin, bo: Agent
) -> None:
    with acme.bound():
        thread = begin()
        lifecycle.claim(thread.id, bo)
        overdue(promising.make_promise(thread.id, soon(), key="callback"))
        promising.break_due()
        case = RecoveryCase.objects.get()
        assert (case.failure, case.state, case.owner) == ("promise_broken", State.OWNED, bo)


def test_a_verdict_opens_a_case_and_taking_it_back_dismisses_it(chat: Chat) -> None:
    chat.say(QUESTION)
    seq = chat.answer.seq
    chat.do(verdicts.record_verdict, seq, yes=False)
    with chat.company.bound():
        assert RecoveryCase.objects.get().failure == Failure.CONTRADICTED
    chat.do(verdicts.record_verdict, seq, yes=True)
    with chat.company.bound():
        case = RecoveryCase.objects.get()
        assert (case.state, case.root_cause) == (State.CLOSED, RootCause.NO_FAILURE)


@pytest.mark.parametrize(("hours", "opened"), [(47, True), (49, False)])
def test_who_comes_back_within_two_days_was_not_helped(
    chat: Chat, bo: Agent, hours: int, opened: bool
) -> None:
    chat.say(QUESTION)
    chat.do(lifecycle.resolve, by=bo)
    with chat.company.bound():
        ago = timezone.now() - timedelta(hours=hours)
        Message.objects.filter(data__event="resolved").update(created_at=ago)
    chat.say("It is still not refunded.")
    with chat.company.bound():
        came_back = RecoveryCase.objects.filter(failure=Failure.CAME_BACK)
        assert came_back.exists() is opened


def test_who_comes_back_before_the_loop_is_closed_puts_the_case_back(
    acme: Company, begin: Begin, bo: Agent
) -> None:
    with acme.bound():
        thread = handed_over(begin())
        replying.reply(thread.id, bo, body=GOOD)
        recovering.resolve(thread.id, "workaround", by=bo)
        lifecycle.reopen(thread.id)
        case = RecoveryCase.objects.get()
        assert (case.state, case.outcome, case.returns) == (State.OWNED, "", 1)
        assert case.ended_at is None


def test_a_poor_rating_after_help_wants_a_review_of_the_whole_timeline(
    acme: Company, begin: Begin, bo: Agent, cleo: Contact
) -> None:
    with acme.bound():
        thread = begin().waits()
        replying.reply(thread.id, bo, body="Hello.")
        lifecycle.resolve(thread.id, by=bo)
        invitation = Invitation.objects.get(kind="csat")
        inviting.answer(invitation.public_id, contact_id=cleo.pk, score=2)
        case = RecoveryCase.objects.get()
        assert (case.failure, case.rating, case.needs_review) == ("poor_rating", 2, True)


def test_a_good_rating_opens_nothing(acme: Company, begin: Begin, bo: Agent, cleo: Contact) -> None:
    with acme.bound():
        thread = begin().waits()
        replying.reply(thread.id, bo, body="Hello.")
        lifecycle.resolve(thread.id, by=bo)
        invitation = Invitation.objects.get(kind="csat")
        inviting.answer(invitation.public_id, contact_id=cleo.pk, score=4)
        assert not RecoveryCase.objects.exists()


def test_a_next_step_must_be_promised_with_a_time(acme: Company, begin: Begin, bo: Agent) -> None:
    with acme.bound():
        thread = handed_over(begin())
        lifecycle.claim(thread.id, bo)
        with pytest.raises(ValidationError, match="needs a promise that says when"):
            recovering.conclude(thread.id, "next_step", by=bo)
        promising.make_promise(thread.id, soon(), key="callback")
        assert recovering.conclude(thread.id, "next_step", by=bo).state == State.NEXT_STEP


Refused = Callable[[int, Agent], object]


@pytest.mark.parametrize(
    ("act", "said"),
    [
        (lambda id_, bo: recovering.conclude(id_, "magic", by=bo), "Choose how it ended"),
        (lambda id_, bo: recovering.close(id_, "magic", by=bo), "Choose what caused"),
        (lambda id_, bo: recovering.close(id_, "bad_threshold", by=bo), "Say first how it ended"),
    ],
)
def test_steps_out_of_turn_are_refused_with_what_to_do(
    acme: Company, begin: Begin, bo: Agent, act: Refused, said: str
) -> None:
    with acme.bound():
        thread = handed_over(begin())
        with pytest.raises(ValidationError, match=said):
            act(thread.id, bo)
        assert _state() == State.DETECTED


def test_no_failure_after_all_closes_at_once_and_another_case_may_open(
    acme: Company, begin: Begin, bo: Agent
) -> None:
    with acme.bound():
        thread = handed_over(begin())
        recovering.close(thread.id, RootCause.NO_FAILURE, by=bo)
        recovering.detect(thread.id, Failure.UPSET)
        states = RecoveryCase.objects.order_by("id").values_list("state", flat=True)
        assert [*states] == [State.CLOSED, State.DETECTED]
        with pytest.raises(ValidationError, match="no open recovery case"):
            recovering.close(begin().id, RootCause.NO_FAILURE, by=bo)


def test_a_case_goes_with_its_conversation(acme: Company, begin: Begin, cleo: Contact) -> None:
    with acme.bound():
        handed_over(begin())
        cleo.delete()
        assert not RecoveryCase.objects.exists()
        assert not FirstReply.objects.exists()


def _state() -> str:
    return RecoveryCase.objects.get().state
