"""The home page tells the last week; the set-up page tells what is left to do."""

from django.test import Client

from escalation.deciding import Decision
from escalation.rules import Priority, Trigger
from helpdesk.conversations import lifecycle, messaging
from helpdesk.conversations.models import Contact, Conversation
from helpdesk.surveys.models import Invitation, Kind, Path, Response
from tests.cast import Company

DECISION = Decision(Trigger.ASKS_FOR_PERSON, "Asks", None, Priority.NORMAL, "A person comes.", "")


def _chat(contact: Contact, page: str) -> Conversation:
    conversation = lifecycle.start(contact, page={"url": page})
    messaging.post_message(conversation.pk, sender="contact", body="Hello")
    return conversation


def test_home_counts_the_last_week(acme: Company, owner: Client, cleo: Contact) -> None:
    with acme.bound():
        for number in range(3):
            conversation = _chat(cleo, f"https://acme.example/{number}")
        lifecycle.hand_off(conversation.pk, DECISION, {})
        asked = Invitation.objects.create(
            conversation=conversation, kind=Kind.CSAT, path=Path.AFTER_HANDOFF, about_seq=1
        )
        Response.objects.create(invitation=asked, kind=Kind.CSAT, path=Path.AFTER_HANDOFF, score=5)
    week = owner.get("/admin/").context["week"]
    assert (week.conversations, week.handed_off, week.waiting) == (3, 1, 1)
    assert [bar.label for bar in week.reasons] == ["A customer asks for a person"]
    assert week.ratings[1].satisfied == 100
    assert week.ratings[0].satisfied is None


def test_home_leads_on_while_nobody_has_written_yet(
    acme: Company, owner: Client, cleo: Contact
) -> None:
    assert "Next: Set your brand" in owner.get("/admin/").content.decode()
    with acme.bound():
        _chat(cleo, "https://acme.example/prices")
    assert "Go on setting up" not in owner.get("/admin/").content.decode()


def test_home_asks_the_database_a_handful_of_questions(
    acme: Company, owner: Client, cleo: Contact, django_assert_max_num_queries: object
) -> None:
    with acme.bound():
        _chat(cleo, "https://acme.example/prices")
    with django_assert_max_num_queries(14):  # type: ignore[operator]
        owner.get("/admin/")


def test_set_up_ticks_what_is_done_and_no_more(acme: Company, owner: Client, cleo: Contact) -> None:
    def done() -> set[str]:
        return {step.title for step in owner.get("/admin/setup/").context["steps"] if step.is_done}

    before = done()
    assert "Set your brand" not in before
    brand = {"name": "Acme", "colour": "#000000", "accent": "#f59e0b", "locale": "en"}
    words = {"greeting": "Hello", "disclosure": "An AI answers."}
    owner.post("/admin/brand/brand/1/change/", brand | words)
    with acme.bound():
        _chat(cleo, "http://acme.localhost/admin/setup/")
    assert done() - before == {"Set your brand"}, "the test chat is not a customer's site"
    with acme.bound():
        _chat(cleo, "https://acme.example/prices")
    assert "Put the chat on your site" in done()


def test_every_step_leads_to_the_page_where_it_is_done(owner: Client) -> None:
    for step in owner.get("/admin/setup/").context["steps"]:
        if not step.link.startswith("#"):
            assert owner.get(step.link, follow=True).status_code == 200, step.title


def test_the_snippet_carries_the_workspaces_own_address(owner: Client) -> None:
    page = owner.get("/admin/setup/").content.decode()
    assert "http://acme.localhost" in page
    assert "/widget/embed.js" in page


def test_a_conversation_is_read_and_cannot_be_changed(
    acme: Company, owner: Client, cleo: Contact
) -> None:
    with acme.bound():
        conversation = _chat(cleo, "")
    address = f"/admin/conversations/conversation/{conversation.pk}/change/"
    assert "Hello" in owner.get(address).content.decode()
    assert owner.post(address, {"priority": "urgent"}).status_code == 403
