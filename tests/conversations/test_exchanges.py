"""What the assistant tried: read from the log, cut where another matter begins."""

from helpdesk.agents.models import Agent
from helpdesk.conversations import lifecycle, messaging
from helpdesk.conversations.exchanges import assisted_stretch
from helpdesk.conversations.models import Message
from tests.cast import Company
from tests.conversations.conftest import Thread


def test_a_burst_is_one_question_and_an_answer_ends_it(acme: Company, thread: Thread) -> None:
    with acme.bound():
        thread.says("Hello")
        thread.says("How do I export invoices?")
        thread.answers("Press Export.")
        messaging.mark_verdict(thread.id, 3, solved=False)
        thread.says("There is no such button.")
        stretch = assisted_stretch(thread.id)
        (exchange,) = stretch.history
        assert exchange.question == "Hello\nHow do I export invoices?"
        assert (exchange.answer, exchange.verdict) == ("Press Export.", "contradicted")
        assert stretch.question == "There is no such button."
        assert [entry.seq for entry in stretch.asked] == [5]


def test_an_old_hand_off_is_no_reason_for_a_new_one(acme: Company, thread: Thread) -> None:
    with acme.bound():
        thread.says("Can I talk to a person?")
        thread.waits()
        lifecycle.cancel_wait(thread.id)
        thread.says("How do I export invoices?")
        stretch = assisted_stretch(thread.id)
        assert (stretch.question, stretch.history) == ("How do I export invoices?", ())


def test_what_is_written_after_the_end_is_asked_afresh(acme: Company, thread: Thread) -> None:
    with acme.bound():
        thread.says("How do I export invoices?")
        thread.answers("Press Export.")
        lifecycle.resolve(thread.id)
        thread.says("It is broken again.")
        lifecycle.reopen(thread.id)
        stretch = assisted_stretch(thread.id)
        assert (stretch.question, stretch.history) == ("It is broken again.", ())


def test_what_an_agent_answered_is_not_asked_of_the_assistant(
    acme: Company, thread: Thread, bo: Agent
) -> None:
    with acme.bound():
        thread.says("Hello?")
        lifecycle.claim(thread.id, bo)
        messaging.post_message(thread.id, sender="agent", agent_id=bo.pk, body="Hi!")
        lifecycle.give_back(thread.id, by=bo)
        assert assisted_stretch(thread.id).question == ""


def test_notes_and_redacted_messages_are_no_question(
    acme: Company, thread: Thread, bo: Agent
) -> None:
    with acme.bound():
        messaging.add_note(thread.id, agent_id=bo.pk, body="A regular.")
        thread.says("My card is 4111")
        Message.objects.update(body="")
        assert assisted_stretch(thread.id).question == ""
