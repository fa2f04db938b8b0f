"""A customer shows what they see, and an agent answers with a document."""

import base64
import json
from pathlib import Path

import pytest
from playwright.sync_api import Page, Route, WebSocketRoute, expect

from tests.browser.conftest import OpenPage, until
from tests.cast import PASSWORD, Company
from tests.uploads import samples

pytestmark = pytest.mark.browser

# A paste or a drop as browsers report it: the clipboard itself is not a page's to fill.
_GIVE = """
(field, [event, name, type, content]) => {
  const bytes = Uint8Array.from(atob(content), (letter) => letter.charCodeAt(0));
  const data = new DataTransfer();
  data.items.add(new File([bytes], name, { type }));
  const how = { bubbles: true, cancelable: true, composed: true };
  const made = event === "paste"
    ? new ClipboardEvent("paste", { ...how, clipboardData: data })
    : new DragEvent(event, { ...how, dataTransfer: data });
  field.dispatchEvent(made);
}
"""
# A page that does not hear of its line.
_DEAF = "window.addEventListener('online', (event) => event.stopImmediatePropagation(), true)"
LOOKS_AGAIN_MS = 3_000
STANDS_STILL_MS = 60_000


def give(page: Page, how: str, name: str, kind: str, content: bytes) -> None:
    """Paste or drop a file where one writes."""
    field = page.get_by_role("textbox", name="Write a message…").or_(
        page.get_by_role("textbox", name="Reply to")
    )
    for event in ("dragover", "drop") if how == "drop" else (how,):
        field.evaluate(_GIVE, [event, name, kind, base64.b64encode(content).decode()])


def choose(page: Page, button: str, path: Path) -> None:
    with page.expect_file_chooser() as chosen:
        page.get_by_role("button", name=button).click()
    chosen.value.set_files(path)


@pytest.fixture
def document(tmp_path: Path) -> Path:
    path = tmp_path / "Offer.pdf"
    path.write_bytes(b"%PDF-1.7\n" + b"x" * 40_000)
    return path


def test_a_customer_pastes_a_picture_and_an_agent_answers_with_a_document(
    acme: Company, open_page: OpenPage, document: Path
) -> None:
    customer = open_page(acme, "/")
    customer.get_by_role("button", name="Chat").first.click()
    give(customer, "paste", "image.png", "image/png", samples.picture())
    expect(customer.get_by_role("button", name="Remove image.png")).to_be_visible()
    customer.get_by_role("button", name="Send", exact=True).click()
    _sees_picture(customer)
    expect(customer.get_by_text("I cannot open files").first).to_be_visible()
    customer.get_by_role("button", name="Talk to a person", exact=True).first.click()
    expect(customer.get_by_text("You are in line for a person")).to_be_visible()
    agent = open_page(acme, "/inbox/")
    _logs_in(agent)
    agent.get_by_role("link", name="Unassigned").click()
    agent.locator("#list").get_by_text("Talk to a person").first.click()
    _sees_picture(agent)
    _answers_with(agent, document)
    with customer.expect_popup(), customer.context.expect_event("download") as fetched:
        customer.get_by_role("button", name="Download Offer.pdf").click()
    assert Path(fetched.value.path()).read_bytes() == document.read_bytes()


def test_what_cannot_be_sent_says_why_and_nothing_typed_is_lost(
    acme: Company, open_page: OpenPage, document: Path
) -> None:
    customer = open_page(acme, "/")
    customer.get_by_role("button", name="Chat").first.click()
    field = customer.get_by_role("textbox", name="Write a message…")
    field.fill("Here it is")
    give(customer, "drop", "page.html", "text/html", samples.SCRIPT)
    give(customer, "paste", "shot.png", "image/png", b"no picture")
    expect(customer.get_by_text("This kind of file cannot be sent")).to_have_count(2)
    for name in ("page.html", "shot.png"):
        customer.get_by_role("button", name=f"Remove {name}").click()
    choose(customer, "Attach a file", document)
    expect(customer.get_by_role("button", name="Remove Offer.pdf")).to_be_visible()
    customer.reload()
    expect(customer.get_by_role("button", name="Remove Offer.pdf")).to_be_visible()
    expect(field).to_have_value("Here it is")
    field.press("Enter")
    expect(customer.get_by_role("button", name="Download Offer.pdf")).to_be_visible()


@pytest.mark.parametrize("told", [True, False])
def test_a_file_chosen_without_a_line_goes_when_the_line_is_back(
    acme: Company, open_page: OpenPage, told: bool
) -> None:
    """Also where the browser never says that it is back."""
    customer = open_page(acme, "/")
    if not told:
        customer.add_init_script(_DEAF)
        customer.clock.install()
        customer.reload()
    customer.get_by_role("button", name="Chat").first.click()
    field = customer.get_by_role("textbox", name="Write a message…")
    field.fill("Hello")
    field.press("Enter")
    expect(customer.get_by_text("Sent").first).to_be_attached()
    customer.context.set_offline(True)
    give(customer, "paste", "shot.png", "image/png", samples.picture())
    expect(customer.get_by_text("Waiting for the connection…")).to_be_visible()
    field.press("Enter")  # sent by itself, once it can be
    customer.context.set_offline(False)
    if not told:
        customer.clock.fast_forward(LOOKS_AGAIN_MS)
    _sees_picture(customer, "shot.png")


def test_an_upload_that_stands_still_is_given_up_and_tried_again(
    acme: Company, open_page: OpenPage
) -> None:
    """Something on the way took it and never answers."""
    customer = open_page(acme, "/")
    customer.clock.install()
    customer.reload()
    tries: list[Route] = []

    def take(route: Route) -> None:
        tries.append(route)
        if len(tries) > 1:
            route.continue_()

    customer.route("**/files", take)
    customer.get_by_role("button", name="Chat").first.click()
    give(customer, "paste", "shot.png", "image/png", samples.picture())
    until(customer, lambda: bool(tries))
    customer.clock.fast_forward(STANDS_STILL_MS)
    expect(customer.get_by_text("Waiting for the connection…")).to_be_visible()
    customer.clock.fast_forward(LOOKS_AGAIN_MS)
    expect(customer.get_by_role("button", name="Remove shot.png")).to_be_visible()
    until(customer, lambda: len(tries) == 2)
    customer.get_by_role("button", name="Send", exact=True).click()
    _sees_picture(customer, "shot.png")


def test_a_message_and_a_file_that_begin_a_conversation_at_once_both_arrive(
    acme: Company, open_page: OpenPage
) -> None:
    customer = open_page(acme, "/")
    begun = SlowToBegin(customer)
    customer.reload()
    customer.get_by_role("button", name="Chat").first.click()
    field = customer.get_by_role("textbox", name="Write a message…")
    field.fill("Hello")
    field.press("Enter")
    until(customer, lambda: bool(begun.held))
    give(customer, "paste", "shot.png", "image/png", samples.picture())
    expect(customer.get_by_text("Waiting for the connection…")).to_be_visible()
    begun.go_on()
    expect(customer.get_by_role("button", name="Remove shot.png")).to_be_visible()
    expect(customer.get_by_text("Sent").first).to_be_attached()
    assert begun.asked == 1


class SlowToBegin:
    """Holds back that a conversation was begun, until it is told to go on."""

    def __init__(self, page: Page) -> None:
        self.asked = 0
        self.held: list[str | bytes] = []
        page.route_web_socket("**/ws/widget", self._handle)

    def go_on(self) -> None:
        for frame in self.held:
            self._line.send(frame)

    def _handle(self, line: WebSocketRoute) -> None:
        self._line = line
        self._desk = line.connect_to_server()
        line.on_message(self._ask)
        self._desk.on_message(self._answer)

    def _ask(self, frame: str | bytes) -> None:
        self.asked += json.loads(frame)["type"] == "start"
        self._desk.send(frame)

    def _answer(self, frame: str | bytes) -> None:
        if json.loads(frame)["type"] == "started":
            self.held.append(frame)
        else:
            self._line.send(frame)


def _sees_picture(page: Page, name: str = "image.png") -> None:
    """The picture itself, as it was sent, not only its place."""
    shown = page.get_by_label(f"View {name}").locator("img").first
    expect(shown).to_be_visible()
    expect(shown).to_have_js_property("complete", value=True)
    expect(shown).to_have_js_property("naturalWidth", 640)


def _logs_in(agent: Page) -> None:
    agent.get_by_label("E-mail").fill("bo@acme.example")
    agent.get_by_label("Password").fill(PASSWORD)
    agent.get_by_role("button", name="Log in").click()


def _answers_with(agent: Page, document: Path) -> None:
    choose(agent, "Attach files", document)
    expect(agent.get_by_role("button", name="Remove Offer.pdf")).to_be_visible()
    agent.get_by_role("button", name="Send", exact=True).click()
    agent.get_by_role("button", name="Send anyway").click()  # it is a first reply, without a word
    expect(agent.get_by_role("link", name="Download Offer.pdf")).to_be_visible()
