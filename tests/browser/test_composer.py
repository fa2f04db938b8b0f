"""What an agent writes stays theirs: taken back, in two tabs, and over a log-in that has ended.

And what stands beside it while they write: what is known already, and drafts that never send.
"""

import pytest
from playwright.sync_api import Page, Route, expect

from helpdesk.agents.models import Agent
from helpdesk.composing.models import Habits, HeldReply, Macro
from helpdesk.conversations import lifecycle, merging, messaging
from helpdesk.conversations.models import Contact, Conversation, Message
from helpdesk.copilot.models import Suggestion
from tests.browser.conftest import OpenPage
from tests.cast import PASSWORD, Company

pytestmark = pytest.mark.browser

HELLO = "Hello Cleo, sorry for the trouble with VAT. I am looking into it now."


@pytest.fixture
def desk(acme: Company, cleo: Contact, bo: Agent, open_page: OpenPage) -> Page:
    """Bo at a conversation of Cleo's that is his; he may take back what he sends for 6 seconds."""
    with acme.bound():
        conversation = lifecycle.start(cleo)
        messaging.post_message(conversation.pk, sender="contact", body="My VAT rate is wrong.")
        lifecycle.claim(conversation.pk, bo)
        Habits.objects.create(agent=bo, undo_seconds=5)
    page = open_page(acme, f"/inbox/c/{conversation.public_id}/")
    page.get_by_label("E-mail").fill("bo@acme.example")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()
    expect(page.get_by_text("Live", exact=True)).to_be_visible()
    return page


def _body(page: Page) -> str:
    return page.locator("#body").input_value()


def _said(company: Company) -> list[str]:
    with company.bound():
        spoken = Message.objects.filter(sender="agent", kind="message")
        return [*spoken.values_list("body", flat=True)]


def test_a_macro_is_put_in_by_its_sign_and_the_reply_is_taken_back_and_then_sent_once(
    acme: Company, desk: Page
) -> None:
    with acme.bound():
        steps = {"reply": "Hello {{contact.first_name}}.", "tag": "vat"}
        Macro.objects.create(name="Greeting", steps=steps)
    desk.locator("#body").press_sequentially("/gree")
    expect(desk.get_by_role("option", name="Greeting")).to_be_visible()
    desk.keyboard.press("Enter")
    expect(desk.get_by_text("Tags it vat")).to_be_visible()
    assert _body(desk) == "Hello Cleo."
    desk.keyboard.press("Control+Enter")
    desk.get_by_role("button", name="Back into the composer").click()
    expect(desk.get_by_text("Nothing was sent. Your text is back.")).to_be_visible()
    assert _body(desk) == "Hello Cleo."
    expect(desk.locator("#along").get_by_text("Tags it vat")).to_be_visible()
    desk.keyboard.press("Control+Enter")
    expect(desk.locator(".entry-agent").get_by_text("Hello Cleo.")).to_be_visible()
    assert _said(acme) == ["Hello Cleo."]


def test_a_log_in_that_ends_while_one_writes_costs_neither_text_nor_file_nor_client_id(
    acme: Company, desk: Page
) -> None:
    desk.locator("#body").fill(HELLO)
    desk.context.clear_cookies(name="sessionid")
    note = {"name": "note.txt", "mimeType": "text/plain", "buffer": b"The rate is 22 %."}
    desk.set_input_files("#picker", note)  # type: ignore[arg-type]  # a payload, as documented
    _logs_in_again(desk)
    expect(desk.locator("#tray").get_by_text("1 kB")).to_be_visible()
    cid = desk.locator("input[name=cid]").input_value()
    desk.route("**/reply/", _log_in_ends, times=1)
    desk.locator("#body").press("Control+Enter")
    expect(desk.locator("#again")).to_be_visible()
    assert (_body(desk), desk.locator("input[name=cid]").input_value()) == (HELLO, cid)
    _logs_in_again(desk)
    expect(desk.locator(".entry-agent").get_by_text(HELLO)).to_be_visible()
    assert _said(acme) == [HELLO]
    with acme.bound():
        sent = Message.objects.get(body=HELLO)
        assert (str(sent.cid), sent.attachments.get().name) == (cid, "note.txt")


def test_what_was_written_in_a_conversation_that_was_erased_stands_there_to_be_copied(
    acme: Company, desk: Page
) -> None:
    desk.locator("#body").fill(HELLO)
    with acme.bound():
        Contact.objects.all().delete()
    desk.locator("#body").press("Control+Enter")
    expect(desk.locator("#toasts").get_by_text("copy it before you leave")).to_have_count(1)
    assert _body(desk) == HELLO


def test_a_reply_stands_there_while_the_conversation_is_given_away_taken_back_and_merged(
    acme: Company, desk: Page, ada: Agent
) -> None:
    desk.locator("#body").fill(HELLO)
    with acme.bound():
        old = Conversation.objects.get()
        lifecycle.assign(old.pk, to=ada, by=ada)
    expect(desk.get_by_text("The reply that you began is kept")).to_be_visible()
    assert _body(desk) == "", "a note is another text"
    desk.get_by_role("button", name="Take it over").click()
    expect(desk.locator("#body")).to_have_value(HELLO)
    with acme.bound():
        kept = lifecycle.start(old.contact)
        merging.merge(old.pk, into=kept.pk, by=ada)
    _sends_it_there(desk, kept.pk)
    with acme.bound():
        sent = HeldReply.objects.get()
        assert (sent.conversation_id, sent.body) == (kept.pk, HELLO)


def _sends_it_there(desk: Page, number: int) -> None:
    """By its own button alone: nobody is led along, and no note becomes a reply."""
    there = desk.get_by_role("button", name="Send it there")
    expect(there).to_be_visible()
    assert _body(desk) == HELLO
    desk.locator(".tab").get_by_text("Note").click()
    expect(there).to_be_hidden()
    desk.locator(".tab").get_by_text("Reply").click()
    desk.locator("#body").press("Control+Enter")
    expect(desk.locator("#toasts")).to_contain_text(f"merged into #{number}")
    there.click()
    expect(desk.locator("#body")).to_have_value("")


def test_what_the_customer_said_already_is_shown_before_it_is_asked_again(
    acme: Company, desk: Page
) -> None:
    with acme.bound():
        talk = Conversation.objects.get()
        messaging.post_message(talk.pk, sender="contact", body="It is about order AB-4711.")
    expect(desk.get_by_role("log").get_by_text("AB-4711")).to_be_visible()
    desk.locator("#body").press_sequentially("Hello! What is your order number?")
    known = desk.locator(".repeat")
    expect(known).to_contain_text("AB-4711")
    known.get_by_role("button", name="Ask to confirm instead").click()
    assert "AB-4711" in _body(desk)
    assert "What is your order number?" not in _body(desk)
    assert _body(desk).startswith("Hello!")
    expect(known).to_have_count(0)
    assert _said(acme) == [], "it only says so"


def test_a_draft_is_put_in_edited_and_sent_by_the_agent_and_how_far_it_was_edited_is_kept(
    acme: Company, desk: Page
) -> None:
    with acme.bound():
        Habits.objects.update(undo_seconds=0)
    drafts = desk.locator("#suggestions")
    desk.get_by_role("button", name="Status update").click()
    drafts.get_by_role("button", name="Insert").click()
    expect(drafts.get_by_text("Is in your reply")).to_be_visible()
    drafted = _body(desk)
    assert "My VAT rate is wrong." in drafted
    assert _said(acme) == [], "it never sends"
    desk.locator("#body").press("Control+End")
    desk.keyboard.type(" I will call you.")
    desk.keyboard.press("Control+Enter")
    expect(desk.locator(".entry-agent").get_by_text("I will call you.")).to_be_visible()
    assert _said(acme) == [f"{drafted} I will call you."]
    with acme.bound():
        kept = Suggestion.objects.get()
        assert (kept.outcome, 0 < (kept.distance or 0) < 0.5) == ("edited", True)


def _log_in_ends(route: Route) -> None:
    """With this request, not before it: whatever else noticed would cover the page meanwhile."""
    route.request.frame.page.context.clear_cookies(name="sessionid")
    route.continue_()


def _logs_in_again(desk: Page) -> None:
    dialog = desk.locator("#again")
    dialog.get_by_label("Password").fill(PASSWORD)
    dialog.get_by_role("button", name="Log in").click()
    expect(dialog).to_be_hidden()


def test_two_tabs_do_not_write_over_each_other_and_notes_stay_apart(desk: Page) -> None:
    field = desk.locator("#body")
    with desk.expect_response("**/draft/"):
        field.fill("In the first tab")
    other = desk.context.new_page()
    other.goto(desk.url)
    expect(other.locator("#body")).to_have_value("In the first tab")
    with other.expect_response("**/draft/"):
        other.locator("#body").fill("In the second tab")
    field.press_sequentially(" I go on")
    bar = desk.locator("#draft-elsewhere")
    expect(bar.get_by_text("In the second tab")).to_be_visible()
    bar.get_by_role("button", name="Keep mine").click()
    expect(bar).to_be_hidden()
    assert _body(desk) == "In the first tab I go on"
    desk.locator("label.tab-note").click()
    expect(field).to_have_value("")
    field.fill("Among us")
    desk.locator("label.tab:not(.tab-note)").click()
    expect(field).to_have_value("In the first tab I go on")
