"""The log: one entry for each client id, no gap in its numbers, and one speaker at a time."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from uuid import UUID, uuid4

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, transaction

from helpdesk.agents.models import Agent
from helpdesk.conversations import lifecycle, messaging
from helpdesk.conversations.models import Message
from helpdesk.conversations.signals import conversation_handed_off
from tenants import wires
from tenants.context import in_tenant
from tenants.database import direct
from tests.cast import Company
from tests.conversations.conftest import A_PERSON, Thread
from tests.work import owed

WRITERS = 20
CID = UUID("6f1c1d3e-8a55-4a8e-9f3f-0d6a3c1f7b11")
EACH = 5


def post_in_thread(company: Company, conversation_id: int, body: str, cid: UUID) -> int:
    """Post on a connection of this thread's own, as a web worker would."""
    with in_tenant(company.schema):
        posted = messaging.post_message(conversation_id, sender="contact", body=body, cid=cid)
    connection.close()
    return posted.seq


def test_a_message_moves_the_conversation_and_owes_a_turn(acme: Company, thread: Thread) -> None:
    with acme.bound():
        posted = thread.says("How do I export invoices?")
        now = thread.now()
        assert (posted.seq, posted.duplicate, posted.status) == (1, False, "assisted")
        assert (now.head, now.last_sender) == (1, "contact")
        assert now.last_preview == "How do I export invoices?"
    (job,) = owed("assistant.turn")
    assert (job.tenant, job.payload) == (acme.schema, {"conversation": thread.id, "seq": 1})


def test_no_turn_is_owed_while_a_person_has_the_conversation(
    acme: Company, thread: Thread, bo: Agent
) -> None:
    with acme.bound():
        lifecycle.claim(thread.id, bo)
        thread.says("Hello Bo")
    assert owed("assistant.turn") == []


def test_a_client_id_makes_one_entry_however_often_it_is_sent(
    acme: Company, thread: Thread
) -> None:
    cid = uuid4()
    with acme.bound():
        first = thread.says("Hello", cid=cid)
        again = thread.says("Hello", cid=cid)
        assert (again.seq, again.duplicate) == (first.seq, True)
        assert [entry.body for entry in thread.entries()] == ["Hello"]
    assert len(owed("assistant.turn")) == 1


def test_a_client_id_cannot_stand_for_another_text(acme: Company, thread: Thread) -> None:
    cid = uuid4()
    with acme.bound():
        thread.says("Hello", cid=cid)
        with pytest.raises(messaging.Conflict):
            thread.says("Goodbye", cid=cid)
        assert thread.now().head == 1


def test_client_ids_of_two_authors_do_not_meet(acme: Company, thread: Thread, bo: Agent) -> None:
    cid = uuid4()
    with acme.bound():
        thread.says("Hello", cid=cid)
        note = messaging.add_note(thread.id, agent_id=bo.pk, body="A regular.", cid=cid)
        assert (note.seq, note.duplicate) == (2, False)


def test_concurrent_writers_leave_no_gap_and_no_double(acme: Company, thread: Thread) -> None:
    sends = [(f"{writer}/{n}", uuid4()) for writer in range(WRITERS) for n in range(EACH)]
    # Every message is sent twice at about the same time, as after a lost acknowledgement.
    with ThreadPoolExecutor(WRITERS) as pool:
        seqs = list(pool.map(lambda send: post_in_thread(acme, thread.id, *send), [*sends, *sends]))
    assert seqs[: len(sends)] == seqs[len(sends) :]
    with acme.bound():
        entries = thread.entries()
        assert [entry.seq for entry in entries] == list(range(1, len(sends) + 1))
        assert sorted(entry.body for entry in entries) == sorted(body for body, _ in sends)
        assert thread.now().head == len(sends)


async def test_a_socket_posts_in_one_statement_what_a_page_posts_in_a_transaction(
    acme: Company, thread: Thread
) -> None:
    cid = uuid4()
    with acme.bound():
        first = await messaging.apost_message(thread.id, body="Hello", cid=cid)
        again = await messaging.apost_message(thread.id, body="Hello", cid=cid)
        assert (first.seq, first.duplicate) == (1, False)
        assert (again.seq, again.duplicate) == (1, True)
        with pytest.raises(messaging.Conflict):
            await messaging.apost_message(thread.id, body="Other", cid=cid)
    await direct.close_pool()


def test_a_rolled_back_message_leaves_no_number_behind(acme: Company, thread: Thread) -> None:
    with acme.bound():
        with transaction.atomic():
            thread.says("Lost")
            transaction.set_rollback(True)
        assert thread.says("Kept").seq == 1
    assert len(owed("assistant.turn")) == 1


def test_listeners_are_told_after_the_commit_and_not_of_what_was_rolled_back(
    acme: Company, thread: Thread, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[dict[str, list[tuple[int, int]]]] = []
    monkeypatch.setattr(wires, "tell", told.append)
    with acme.bound():
        with transaction.atomic():
            thread.says("Kept")
            assert told == [], "nobody may look before the commit"
        with transaction.atomic():
            thread.says("Lost")
            transaction.set_rollback(True)
    assert told == [{"m": [(thread.id, 1)]}]


def test_the_assistant_is_silent_once_a_person_has_joined(
    acme: Company, thread: Thread, bo: Agent
) -> None:
    with acme.bound():
        asked = thread.says("How do I export invoices?")
        fence = thread.now().fence
        lifecycle.claim(thread.id, bo)
        with pytest.raises(messaging.Refused):
            thread.answers("Press Export.", trigger_seq=asked.seq, fence=fence)
        assert [entry.sender for entry in thread.entries(kind="message")] == ["contact"]


def test_a_person_who_joins_while_the_assistant_commits_is_never_talked_over(
    acme: Company, thread: Thread, bo: Agent
) -> None:
    """The race itself: the answer waits for the row that the claim holds, then is refused."""
    with acme.bound():
        fence = thread.now().fence

    def answer() -> str:
        with in_tenant(acme.schema):
            try:
                messaging.post_message(thread.id, sender="assistant", body="Hi!", fence=fence)
            except messaging.Refused:
                return "refused"
            finally:
                connection.close()
        return "posted"

    with ThreadPoolExecutor(1) as pool, acme.bound():
        with transaction.atomic():
            lifecycle.claim(thread.id, bo)
            racing = pool.submit(answer)
            with pytest.raises(TimeoutError):
                racing.result(timeout=0.3)
        assert racing.result(timeout=5) == "refused"


def test_one_trigger_has_one_answer(acme: Company, thread: Thread) -> None:
    with acme.bound():
        asked = thread.says("How do I export invoices?")
        thread.answers("Press Export.", trigger_seq=asked.seq)
        again = thread.answers("Press Export!", trigger_seq=asked.seq)
        assert again.duplicate
        assert len(thread.entries(sender="assistant")) == 1


def _answer(thread: Thread) -> messaging.Posted:
    return thread.answers("Press Export.", trigger_seq=1)


def _message(thread: Thread) -> messaging.Posted:
    return messaging.post_message(thread.id, sender="contact", body="And then?", cid=CID)


@pytest.mark.parametrize("say", [_answer, _message], ids=["answer", "message"])
def test_of_two_at_once_under_one_key_one_is_stored(
    acme: Company, thread: Thread, say: Callable[[Thread], messaging.Posted]
) -> None:
    """The second saw no first when it began, and waited for its row: the constraint says no."""

    def again() -> messaging.Posted:
        with in_tenant(acme.schema), closing(connection):
            return say(thread)

    with ThreadPoolExecutor(1) as pool, acme.bound():
        thread.says("How do I export invoices?")
        with transaction.atomic():
            first = say(thread)
            racing = pool.submit(again)
            with pytest.raises(TimeoutError):
                racing.result(timeout=0.3)
        second = racing.result(timeout=5)
        assert (second.duplicate, second.seq) == (True, first.seq)
        assert [entry.seq for entry in thread.entries()] == [1, 2]


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ("", "empty"),
        (" \n\t", "empty"),
        ("nul \x00 byte", "not_text"),
        ("ä" * 8_193, "too_long"),
    ],
)
def test_what_is_no_message_is_refused_with_its_code(
    acme: Company, thread: Thread, body: str, code: str
) -> None:
    with acme.bound():
        with pytest.raises(ValidationError) as refused:
            thread.says(body)
        assert refused.value.code == code
        assert thread.says("ä" * 8_192).seq == 1, "the conversation goes on"


def test_unpaired_surrogates_are_refused_as_no_text(acme: Company, thread: Thread) -> None:
    with acme.bound():
        with pytest.raises(ValidationError) as refused:
            thread.says("half an emoji \ud83d")
        assert refused.value.code == "not_text"


def test_an_entry_of_a_conversation_that_is_gone_is_refused(acme: Company) -> None:
    with acme.bound(), pytest.raises(messaging.Refused):
        messaging.post_message(987_654, sender="contact", body="Hello?")


def test_a_first_reply_is_noted_once(acme: Company, thread: Thread, bo: Agent) -> None:
    with acme.bound():
        messaging.post_message(thread.id, sender="agent", agent_id=bo.pk, body="Hello")
        first = thread.now().first_reply_at
        messaging.post_message(thread.id, sender="agent", agent_id=bo.pk, body="Anything else?")
        assert thread.now().first_reply_at == first is not None


def test_a_note_leaves_preview_and_last_sender_alone(
    acme: Company, thread: Thread, bo: Agent
) -> None:
    with acme.bound():
        thread.says("Hello")
        messaging.add_note(thread.id, agent_id=bo.pk, body="Wants a discount.")
        assert (thread.now().last_preview, thread.now().head) == ("Hello", 2)


def test_a_verdict_is_kept_on_the_answer_it_is_about(acme: Company, thread: Thread) -> None:
    with acme.bound():
        thread.says("How do I export invoices?")
        thread.answers("Press Export.", data={"sources": []})
        messaging.mark_verdict(thread.id, 2, solved=False)
        messaging.mark_verdict(thread.id, 2, solved=False)
        assert thread.entries()[1].data == {"sources": [], "verdict": "contradicted"}
        assert thread.events() == ["verdict"]
        with pytest.raises(Message.DoesNotExist):
            messaging.mark_verdict(thread.id, 1, solved=True)


def test_a_hand_off_whose_after_care_fails_leaves_no_gap(acme: Company, thread: Thread) -> None:
    def refuse(**_: object) -> None:
        raise RuntimeError

    conversation_handed_off.connect(refuse)
    with acme.bound():
        with pytest.raises(RuntimeError):
            lifecycle.hand_off(thread.id, A_PERSON, {})
        conversation_handed_off.disconnect(refuse)
        assert thread.says("Hello?").seq == 1
