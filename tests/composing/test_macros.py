"""Macros: what they may hold, who is offered them, and what using one does."""

from typing import Any

import pytest
from django.urls import reverse

from escalation.models import Team
from helpdesk.agents.models import Agent
from helpdesk.composing.deeds import DEEDS
from helpdesk.composing.models import Macro
from helpdesk.conversations.models import Contact, Conversation, Message
from helpdesk.filing import tagging
from knowledge.models import Snippet
from tests.cast import Company
from tests.composing.conftest import MakeMacro, menu, use
from tests.inbox.conftest import Begin, Desk

CID = "8e6f0c7e-0b52-4f0e-8a5a-6a63d8a0a001"
HELLO = "Hello {{contact.first_name}}, I am {{agent.first_name}}."
MISTYPED = "There is no variable “contact.firstname”. Did you mean {{contact.first_name}}?"


def said(company: Company, conversation: Conversation) -> list[tuple[str, str]]:
    with company.bound():
        spoken = Message.objects.filter(conversation=conversation).exclude(kind="event")
        return [(message.kind, message.body) for message in spoken.exclude(sender="contact")]


def now(company: Company, conversation: Conversation) -> Conversation:
    with company.bound():
        return Conversation.objects.select_related("assignee").get(pk=conversation.pk)


def test_a_macro_puts_its_words_into_the_composer_and_sends_nothing(
    acme: Company, waiting: Conversation, bos: Desk, make_macro: MakeMacro
) -> None:
    macro = make_macro("Hello", reply=HELLO, priority="urgent")
    answer = use(bos, waiting, macro).json()
    assert answer["reply"] == "Hello Cleo, I am Bo."
    assert answer["along"] == ["Sets the priority to Urgent"]
    assert said(acme, waiting) == []
    assert now(acme, waiting).priority == "high"


def test_its_other_actions_are_done_together_with_the_reply(
    acme: Company, waiting: Conversation, bos: Desk, make_macro: MakeMacro
) -> None:
    macro = make_macro("Done", reply="Done.", note="Was {{contact.name}}", resolve="yes")
    sent = {"body": "It is done.", "cid": CID, "macro": macro.public_id}
    assert bos.do("reply", waiting, **sent).status_code == 204
    assert said(acme, waiting) == [("message", "It is done."), ("note", "Was Cleo Marsh")]
    assert now(acme, waiting).status == "resolved"
    assert bos.do("reply", waiting, **sent).status_code == 204
    assert len(said(acme, waiting)) == 2


def test_a_reply_whose_actions_fail_is_not_sent_either(
    acme: Company, begin: Begin, bos: Desk, make_macro: MakeMacro
) -> None:
    with acme.bound():
        nameless = begin(contact=Contact.objects.create())
    macro = make_macro("Noted", reply="Hi", note="For {{contact.name}}")
    answer = bos.do(
        "reply",
        nameless,
        body="Hi",
        cid="8e6f0c7e-0b52-4f0e-8a5a-6a63d8a0a001",
        macro=macro.public_id,
    )
    assert answer.status_code == 422
    assert "is not known here" in answer.headers["HX-Trigger"].encode().decode("unicode_escape")
    assert said(acme, nameless) == []


def test_a_macro_without_a_reply_is_done_at_once_in_the_order_of_the_table(
    acme: Company, waiting: Conversation, bos: Desk, bo: Agent, make_macro: MakeMacro
) -> None:
    macro = make_macro(
        "Away", resolve="yes", assign="me", note="Seen.", priority="low", tag="billing, vip"
    )
    assert use(bos, waiting, macro).json() == {"done": "“Away” is done."}
    after = now(acme, waiting)
    assert (after.status, after.assignee, after.priority) == ("resolved", bo, "low")
    assert said(acme, waiting) == [("note", "Seen.")]
    with acme.bound():
        assert tagging.names_of([waiting.pk]) == {waiting.pk: ["billing", "vip"]}


def test_a_macro_that_says_that_it_sends_does_so_and_says_it_in_the_menu(
    acme: Company, waiting: Conversation, bos: Desk, make_macro: MakeMacro
) -> None:
    macro = make_macro("Bye", send="Bye, {{contact.first_name}}.")
    shown = menu(bos, waiting, "macros", "bye")
    assert "Sends at once" in shown
    assert "SENDS to the customer at once" in shown
    use(bos, waiting, macro)
    assert said(acme, waiting) == [("message", "Bye, Cleo.")]


def test_what_is_not_known_stops_a_macro_before_anything_is_done(
    acme: Company, begin: Begin, bos: Desk, make_macro: MakeMacro
) -> None:
    with acme.bound():
        nameless = begin(contact=Contact.objects.create())
    macro = make_macro("Hi", send=HELLO, resolve="yes")
    answer = use(bos, nameless, macro)
    assert answer.status_code == 422
    assert "{{contact.first_name|fallback:…}}" in answer.json()["detail"]
    assert said(acme, nameless) == []
    assert now(acme, nameless).status == "assisted"
    assert "aria-disabled" in menu(bos, nameless, "macros", "hi")
    named = make_macro("Hi too", reply="Hello {{contact.first_name|fallback:there}}.")
    assert use(bos, nameless, named).json()["reply"] == "Hello there."


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Hi {{contact.firstname}}", MISTYPED),
        ("Hi {{ contact.firstname | fallback: you }}", MISTYPED),
        ("Hi {{moon}}", "There is no variable “moon”. There are: contact.name, "),
        ("Hi {{}}", "There is no variable “”."),
        ("Hi {{contact.name", "begins with {{ and does not end"),
        ("Hi {{contact.name|default:you}}", "not written as {{name|fallback:words}}"),
    ],
)
def test_a_wrong_variable_is_refused_where_a_macro_is_saved_in_inbox_and_admin(
    acme: Company, ada: Agent, adas: Desk, text: str, words: str
) -> None:
    fields = {"name": "Wrong", "shared": "everyone", "is_active": "on", "does_reply": text}
    for address in (reverse("inbox:new_macro"), reverse("admin:composing_macro_add")):
        page = adas.client.post(address, fields)
        assert page.status_code in (200, 422)
        shown = page.content.decode().replace("&quot;", '"')
        assert words in shown
        assert "Wrong" in shown, "what was typed is kept"
    with acme.bound():
        assert not Macro.objects.exists()


@pytest.mark.parametrize(
    ("steps", "words"),
    [
        ({}, "A macro does something"),
        ({"reply": "a", "send": "b"}, "do not go together"),
        ({"priority": "very"}, "Select a valid choice"),
        ({"assign": "99999"}, "Select a valid choice"),
        ({"tag": ", ,"}, "Name a tag"),
        ({"resolve": "yes", "snooze": "day"}, "do not go together"),
    ],
)
def test_steps_that_make_no_sense_are_refused(
    adas: Desk, steps: dict[str, str], words: str
) -> None:
    given = {f"does_{name}": value for name, value in steps.items()}
    fields = {"name": "Odd", "shared": "everyone", "is_active": "on", **given}
    page = adas.client.post(reverse("inbox:new_macro"), fields)
    assert page.status_code == 422
    assert words in page.content.decode()


def test_a_macro_is_saved_from_the_inbox_and_from_the_admin(
    acme: Company, bos: Desk, adas: Desk, bo: Agent
) -> None:
    fields = {"name": "Mine", "shared": "private", "is_active": "on", "does_reply": "Hi"}
    assert bos.client.post(reverse("inbox:new_macro"), fields).status_code == 302
    fields = {"name": "Ours", "shared": "everyone", "is_active": "on", "does_note": "Hi"}
    assert adas.client.post(reverse("admin:composing_macro_add"), fields).status_code == 302
    with acme.bound():
        mine, ours = Macro.objects.order_by("name")
        assert (mine.owner, mine.steps) == (bo, {"reply": "Hi"})
        assert (ours.owner, ours.steps) == (adas.company.agent("Ada"), {"note": "Hi"})
    page = adas.client.get(reverse("admin:composing_macro_changelist")).content.decode()
    assert "Ours" in page
    assert "Mine" not in page, "what Bo keeps to himself"


def test_who_is_offered_a_macro_depends_on_whose_it_is(
    acme: Company, waiting: Conversation, ada: Agent, adas: Desk, bos: Desk, make_macro: MakeMacro
) -> None:
    make_macro("Everybody", reply="a")
    private = make_macro("Private", owner=ada, reply="b")
    with acme.bound():
        team = Team.objects.create(name="Night")
        Macro.objects.create(name="Nightly", shared="team", team=team, steps={"reply": "c"})
    assert "Private" in menu(adas, waiting, "macros")
    shown = menu(bos, waiting, "macros")
    assert "Everybody" in shown
    assert "Private" not in shown
    assert "Nightly" not in shown
    assert use(bos, waiting, private).status_code == 404
    with acme.bound():
        team.members.add(acme.agent("Bo"))
    assert "Nightly" in menu(bos, waiting, "macros")


def test_an_agent_shares_with_their_teams_and_changes_only_their_own(
    acme: Company, bos: Desk, adas: Desk, make_macro: MakeMacro
) -> None:
    fields: dict[str, Any] = {
        "name": "All",
        "shared": "everyone",
        "is_active": "on",
        "does_reply": "Hi",
    }
    assert bos.client.post(reverse("inbox:new_macro"), fields).status_code == 422
    theirs = make_macro("Everybody", reply="a")
    address = reverse("inbox:macro", args=[theirs.public_id])
    assert bos.client.get(address).status_code == 403
    assert bos.client.post(f"{address}delete/").status_code == 403
    assert adas.client.post(address, {**fields, "name": "Renamed"}).status_code == 302
    assert adas.client.post(f"{address}delete/").status_code == 302
    with acme.bound():
        assert not Macro.objects.exists()


def test_use_is_counted_and_what_is_used_most_comes_first(
    acme: Company, waiting: Conversation, bos: Desk, make_macro: MakeMacro
) -> None:
    make_macro("A rare one", reply="a")
    often = make_macro("Often used", reply="b")
    for _ in range(2):
        use(bos, waiting, often)
    shown = menu(bos, waiting, "macros")
    assert shown.index("Often used") < shown.index("A rare one")
    assert "used 2 times" in " ".join(
        bos.client.get(reverse("inbox:macros")).content.decode().split()
    )


def test_another_company_finds_and_uses_none_of_them(
    waiting: Conversation, bos: Desk, guss: Desk, make_macro: MakeMacro
) -> None:
    macro = make_macro("Secret", reply="a")
    assert use(guss, waiting, macro).status_code == 404
    assert guss.client.get(reverse("inbox:macro", args=[macro.public_id])).status_code == 404


def test_the_menu_also_has_public_snippets(
    acme: Company, waiting: Conversation, adas: Desk
) -> None:
    with acme.bound():
        Snippet.objects.create(title="Our VAT number", body="EE102938475", audience="public")
        Snippet.objects.create(title="VAT margins", body="Forty percent", audience="internal")
    shown = menu(adas, waiting, "macros", "vat")
    assert 'data-insert="EE102938475"' in shown
    assert "Forty percent" not in shown


def test_every_deed_says_what_it_does_and_asks_for_its_value(acme: Company) -> None:
    with acme.bound():
        for deed in DEEDS.values():
            assert str(deed.label)
            assert str(deed.says)
            assert not deed.field.required
            assert "%" not in deed.in_words("x")
