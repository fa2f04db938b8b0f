"""What an agent finds by typing in the box, and what the line then shows."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from escalation.models import Team
from helpdesk.agents.models import Agent
from helpdesk.conversations import lifecycle, messaging
from helpdesk.conversations.models import Contact, Conversation
from helpdesk.filing.tagging import tag
from helpdesk.searching import catching_up, finding
from helpdesk.searching.meaning import distance
from helpdesk.searching.models import Piece, Progress
from tests.cast import Company
from tests.inbox.conftest import Desk
from tests.searching.conftest import Say, catch_up


@pytest.fixture
def adas(acme: Company, ada: Agent) -> Desk:
    return Desk(acme, ada)


def shown(page: str) -> list[int]:
    return [int(number) for number in re.findall(r'id="row-(\d+)"', page)]


@pytest.mark.parametrize(
    "typed",
    [
        "delivery",  # a word of an earlier message
        "DELIVERY zurich",  # words of two messages
        "deliv",  # a beginning
        "delivrey",  # two letters that changed places
        "delivety",  # a wrong letter
        "Zürich",  # an accent that was not typed then
        "AB-4711",  # an identifier
        "ab4711",
        "4711",
        '"where is my delivery"',  # as it stands
        "marsh delivery",  # who said it, and what
        "from:cleo delivery",
    ],
)
def test_a_conversation_is_found_by_what_was_said_in_it(typed: str, say: Say, adas: Desk) -> None:
    wanted = say("Where is my delivery AB-4711?", "I live in Zurich.", "Thank you")
    say("My invoice is wrong", "Thank you")
    assert shown(adas.list(view="assistant", q=typed)) == [wanted.pk]


@pytest.mark.parametrize(
    "typed",
    ["delivery invoice", '"delivery my"', "AB-471", "order:4712", "from:dana delivery", "livery"],
)
def test_what_was_not_said_is_not_found(typed: str, say: Say, adas: Desk) -> None:
    say("Where is my delivery AB-4711?", "Thank you")
    assert shown(adas.list(view="assistant", q=typed)) == []


def test_the_line_shows_where_it_was_said_marked_and_harmless(say: Say, adas: Desk) -> None:
    conversation = say("Before <b>REFUND</b> & after", "Something else", "And more")
    page = adas.list(view="assistant", q="refund")
    assert "Before &lt;b&gt;<mark>REFUND</mark>&lt;/b&gt; &amp; after" in page
    assert f"/inbox/c/{conversation.public_id}/?view=assistant&amp;q=refund#entry-1" in page


def test_a_note_is_found_and_marked_as_one(acme: Company, say: Say, adas: Desk, bo: Agent) -> None:
    conversation = say("Hello")
    with acme.bound():
        messaging.add_note(conversation.pk, agent_id=bo.pk, body="Known as the walrus affair")
    catch_up(acme)
    page = adas.list(view="assistant", q="walrus")
    assert 'class="row-noted">Note</span> <span class="row-said">Bo:</span>' in page
    assert "<mark>walrus</mark>" in page


def test_a_word_that_nobody_said_is_mended_and_told(say: Say, adas: Desk) -> None:
    say("Where is my delivery?", "Thanks")
    assert "looked for “delivery”" in adas.list(view="assistant", q="delivrey")


@pytest.mark.parametrize("typed", ["+49 170 123", "0170 1234567", "customer-77", "cleo@customer"])
def test_a_contact_is_found_by_number_id_and_address(
    typed: str, acme: Company, say: Say, adas: Desk, cleo: Contact
) -> None:
    with acme.bound():
        Contact.objects.filter(pk=cleo.pk).update(
            phone="+49 (170) 1234-567", external_id="customer-77"
        )
        other = Contact.objects.create(name="Other", phone="+1 555", external_id="x")
    wanted = say("Hello")
    say("Hello", contact=other)
    assert shown(adas.list(view="assistant", q=typed)) == [wanted.pk]


def test_fields_narrow_and_stand_alone(
    acme: Company, say: Say, adas: Desk, ada: Agent, cleo: Contact
) -> None:
    tagged, plain, old = say("Fox one", "x"), say("Fox two", "x"), say("Fox three", "x")
    with acme.bound():
        tag(tagged.pk, ["Urgent case"], by=ada)
        team = Team.objects.create(name="Billing team")
        Conversation.objects.filter(pk=plain.pk).update(team=team, assignee=ada)
        long_ago = timezone.now() - timedelta(days=40)
        Conversation.objects.filter(pk=old.pk).update(created_at=long_ago, last_message_at=long_ago)
    expected = {
        'tag:"urgent case"': {tagged.pk},
        "team:billing": {plain.pk},
        "assignee:me": {plain.pk},
        "assignee:none fox": {tagged.pk, old.pk},
        "assignee:ada fox": {plain.pk},
        "before:30d": {old.pk},
        "after:30d": {tagged.pk, plain.pk},
        "after:60d before:30d fox": {old.pk},
        "status:assisted fox": {tagged.pk, plain.pk, old.pk},
        "status:resolved": set(),
        "from:cleo status:assisted": {tagged.pk, plain.pk, old.pk},
        "email:cleo@ fox": {tagged.pk, plain.pk, old.pk},
        "has:file": set(),
        f"#{old.pk}": {old.pk},
    }
    for typed, ids in expected.items():
        assert set(shown(adas.list(view="assistant", q=typed))) == ids, typed


def test_words_of_a_subject_are_found(acme: Company, cleo: Contact, adas: Desk) -> None:
    with acme.bound():
        conversation = lifecycle.start(cleo)
        Conversation.objects.filter(pk=conversation.pk).update(subject="Broken kettle")
        messaging.post_message(conversation.pk, sender="contact", body="See subject")
        messaging.post_message(conversation.pk, sender="contact", body="Please")
    catch_up(acme)
    for typed in ("kettle", "subject:kettle", "subject:kett"):
        assert shown(adas.list(view="assistant", q=typed)) == [conversation.pk]
    assert shown(adas.list(view="assistant", q="subject:please")) == []


@pytest.mark.parametrize(
    "typed",
    [
        "\x00", "a\x00b", "%", "_", "\\", "'", '"', '""', "from:", "from:%", "tag:'", "& | ! <->",
        "x" * 10_000, "x " * 5_000, "from:a " * 900, "'; DROP TABLE x; --", "(((",
        "before:0000-00-00", "#99999999999", "😀", "\ufffd", "a:b:c", "order:---",
        "has:file tag:x status:open team:y assignee:z before:today email:w",
    ],
)  # fmt: skip
def test_odd_questions_are_answered_kindly(typed: str, say: Say, adas: Desk) -> None:
    say("Hello")
    answer = adas.client.get("/inbox/", {"view": "assistant", "q": typed})
    assert answer.status_code == 200


def test_a_word_that_is_everywhere_is_looked_for_in_the_newest_and_told(
    acme: Company, say: Say, adas: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    some = [say("Everywhere", "x").pk for _ in range(4)]
    with acme.bound():
        Conversation.objects.filter(pk=some[0]).update(status="resolved")
    monkeypatch.setattr(finding, "_expected", lambda _condition: finding.FEW + 1)
    monkeypatch.setattr(finding, "LOOKED_THROUGH", 2)
    page = adas.list(view="assistant", q="everywhere")
    assert "newest of 2 passages were looked at" in page
    assert set(shown(page)) >= set(some[2:])
    # A view of old conversations finds them all the same.
    assert shown(adas.list(view="resolved", q="everywhere")) == some[:1]


def test_an_index_that_is_being_filled_says_so(acme: Company, say: Say, adas: Desk) -> None:
    say("Hello", "x")
    with acme.bound():
        Progress.objects.update(filled_from=1)
    assert "Older conversations are still being read" in adas.list(view="assistant", q="hello")


def test_nothing_of_acme_is_found_at_globex(say: Say, globex: Company, gus: Agent) -> None:
    say("Where is my delivery AB-4711?")
    page = Desk(globex, gus).list(view="assistant", q="delivery")
    assert shown(page) == []
    assert "looked for" not in page


def test_a_message_pays_nothing_for_the_index(acme: Company, cleo: Contact) -> None:
    with acme.bound():
        conversation = lifecycle.start(cleo)
        messaging.post_message(conversation.pk, sender="contact", body="Hello")
        assert not Piece.objects.filter(conversation=conversation).exists()
        catching_up.sweep()
        assert Piece.objects.filter(conversation=conversation).exists()


@pytest.mark.parametrize(
    ("one", "other", "far"),
    [("refund", "refund", 0), ("refnud", "refund", 1), ("refun", "refund", 1), ("a", "abc", 2),
     ("kitten", "sitting", 3), ("abcd", "badc", 2)],
)  # fmt: skip
def test_how_far_words_are_apart(one: str, other: str, far: int) -> None:
    assert distance(one, other, 3) == far
