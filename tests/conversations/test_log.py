"""Reading the log by cursor: nothing twice, nothing missing, nothing that is not meant for one."""

from uuid import uuid4

from helpdesk.agents.models import Agent
from helpdesk.conversations import lifecycle, log, messaging
from helpdesk.conversations.log import entries_after
from tenants.database import direct
from tests.cast import Company
from tests.conversations.conftest import Thread


def test_a_contact_sees_neither_notes_nor_internal_events(
    acme: Company, thread: Thread, bo: Agent
) -> None:
    with acme.bound():
        thread.says("Hello")
        messaging.add_note(thread.id, agent_id=bo.pk, body="Owes us money.")
        lifecycle.switch_assistant(thread.id, on=False, by=bo)
        lifecycle.claim(thread.id, bo)
        theirs = entries_after(thread.now(), 0, for_contact=True)
        ours = entries_after(thread.now(), 0, for_contact=False)
        assert [item["seq"] for item in theirs.items] == [1, 4]
        assert [item["seq"] for item in ours.items] == [1, 2, 3, 4]
        assert (theirs.after, theirs.upto) == (0, 4), "hidden entries are covered all the same"
        assert "money" not in str(theirs)


def test_pages_join_without_gap_or_overlap(acme: Company, thread: Thread) -> None:
    with acme.bound():
        for number in range(7):
            thread.says(f"Message {number}")
        seen, after = [], 0
        while (page := entries_after(thread.now(), after, for_contact=True, limit=3)).items:
            assert page.after == after
            seen += [item["seq"] for item in page.items]
            after = page.upto
        assert seen == [1, 2, 3, 4, 5, 6, 7]


def test_the_state_says_who_speaks_and_what_one_may_do(
    acme: Company, thread: Thread, bo: Agent
) -> None:
    with acme.bound():
        begun = entries_after(thread.now(), 0, for_contact=True).state
        assert begun["speaker"]["name"] == "AI assistant"
        assert (begun["can_talk_to_person"], begun["can_cancel_wait"]) == (True, False)
        thread.waits()
        waiting = entries_after(thread.now(), 0, for_contact=True).state
        assert (waiting["speaker"]["kind"], waiting["can_cancel_wait"]) == ("nobody", True)
        assert waiting["waiting_since"] is not None
        lifecycle.claim(thread.id, bo)
        joined = entries_after(thread.now(), 0, for_contact=True).state
        assert joined["speaker"] == {
            "kind": "agent",
            "name": "Bo Reyes",
            "initials": "BR",
            "colour": bo.colour,
        }
        assert not joined["can_talk_to_person"]


def test_only_what_is_unknown_of_a_waiting_visitor_is_asked_for(
    acme: Company, thread: Thread
) -> None:
    with acme.bound():
        thread.waits()
        state = entries_after(thread.now(), 0, for_contact=True).state
        assert state["contact_details_wanted"] == [], "Cleo's name and address are known"
        contact = thread.now().contact
        contact.email = ""
        contact.save()
        state = entries_after(thread.now(), 0, for_contact=True).state
        assert state["contact_details_wanted"] == ["email"]


def test_a_client_id_is_shown_to_contacts_for_their_own_messages_only(
    acme: Company, thread: Thread, bo: Agent
) -> None:
    cid = uuid4()
    with acme.bound():
        thread.says("Hello", cid=cid)
        messaging.post_message(thread.id, sender="agent", agent_id=bo.pk, body="Hi", cid=cid)
        items = entries_after(thread.now(), 0, for_contact=True).items
        assert [item["cid"] for item in items] == [str(cid), None]


async def test_a_socket_reads_the_same_page(acme: Company, thread: Thread, bo: Agent) -> None:
    with acme.bound():
        await messaging.apost_message(thread.id, body="Hello", cid=uuid4())
        page = await log.aentries_after(thread.id, 0, for_contact=True)
        assert [(item["seq"], item["body"]) for item in page.items] == [(1, "Hello")]
        assert await log.aheads([thread.id, 987_654]) == {thread.id: 1}
    await direct.close_pool()
