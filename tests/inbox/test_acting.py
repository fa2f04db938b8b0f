"""Buttons of a thread: what each does, who may press it, and what two at once come to."""

import json
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from escalation.models import Team
from helpdesk.agents.models import Agent
from helpdesk.conversations.models import Contact, Conversation, Message
from helpdesk.inbox.urls import urlpatterns
from tests.cast import Company
from tests.inbox.conftest import Answer, Desk

OF_A_PROMISE = ("keep", "cancel", "pass_on")
READ = (
    *("thread", "news", "file", "recovery", "insert", "held", "draft"),
    *("may", "copilot", "suggestion", "sheet"),
)
VERBS = [
    pattern.name
    for pattern in urlpatterns
    if "public_id" in str(pattern.pattern) and pattern.name not in READ
]


def said(answer: Answer) -> str:
    return str(json.loads(answer.headers["HX-Trigger"])["handrail:answered"]["words"])


@pytest.fixture
def now(acme: Company, waiting: Conversation) -> Any:
    """The conversation as it stands, looked up anew."""

    def look() -> Conversation:
        with acme.bound():
            return Conversation.objects.select_related("assignee", "team").get(pk=waiting.pk)

    return look


def texts(company: Company, conversation: Conversation, **wanted: Any) -> list[str]:
    with company.bound():
        found = Message.objects.filter(conversation=conversation, **wanted)
        return list(found.values_list("body", flat=True))


def test_a_claim_makes_the_conversation_ones_own(
    waiting: Conversation, now: Any, ada: Agent, adas: Desk
) -> None:
    assert adas.do("claim", waiting).status_code == 204
    assert (now().status, now().assignee) == ("open", ada)


def test_the_second_to_claim_is_told_who_has_it(
    waiting: Conversation, adas: Desk, bos: Desk
) -> None:
    adas.do("claim", waiting)
    late = bos.do("claim", waiting)
    assert late.status_code == 409
    assert said(late) == "Ada Lind already has this conversation."


def test_of_two_who_claim_at_once_one_gets_it(
    waiting: Conversation, now: Any, adas: Desk, bos: Desk
) -> None:
    def press(desk: Desk) -> int:
        try:
            return int(desk.do("claim", waiting).status_code)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as two:
        codes = sorted(two.map(press, [adas, bos]))
    assert codes == [204, 409]
    assert now().assignee is not None


def test_a_reply_claims_and_reaches_the_customer(
    acme: Company, waiting: Conversation, now: Any, ada: Agent, adas: Desk
) -> None:
    assert adas.reply(waiting, "Hello Cleo.").status_code == 204
    assert now().assignee == ada
    assert texts(acme, waiting, sender="agent") == ["Hello Cleo."]


def test_a_double_click_sends_once(acme: Company, waiting: Conversation, adas: Desk) -> None:
    cid = str(uuid4())
    codes = [adas.reply(waiting, "Hello.", cid).status_code for _ in range(2)]
    assert codes == [204, 204]
    assert texts(acme, waiting, sender="agent") == ["Hello."]


def test_a_reply_into_a_colleagues_conversation_is_refused_but_a_note_is_not(
    acme: Company, waiting: Conversation, adas: Desk, bos: Desk
) -> None:
    adas.do("claim", waiting)
    refused = bos.reply(waiting, "Me too.")
    assert (refused.status_code, said(refused)) == (409, "Ada Lind already has this conversation.")
    assert bos.do("note", waiting, body="I know them.", cid=str(uuid4())).status_code == 204
    assert texts(acme, waiting, sender="agent") == ["I know them."]


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"body": "  ", "cid": str(uuid4())}, "The message is empty. Write something."),
        ({"body": "x" * 17_000, "cid": str(uuid4())}, "The message is over 16 KiB."),
        ({"body": "Hello", "cid": "none"}, "The form is incomplete."),
    ],
)
def test_a_reply_that_cannot_be_sent_says_why(
    fields: dict[str, str], words: str, waiting: Conversation, now: Any, adas: Desk
) -> None:
    answer = adas.do("reply", waiting, **fields)
    assert answer.status_code == 422
    assert said(answer).startswith(words)
    assert now().assignee is None


def test_resolved_reopened_and_given_back(
    acme: Company, waiting: Conversation, now: Any, ada: Agent, adas: Desk
) -> None:
    adas.do("claim", waiting)
    adas.do("resolve", waiting)
    assert now().status == "resolved"
    adas.do("reopen", waiting)
    assert (now().status, now().assignee) == ("open", ada)
    adas.do("give_back", waiting)
    assert (now().status, now().assignee) == ("assisted", None)


def test_passed_on_to_a_colleague_and_to_another_team(
    acme: Company, waiting: Conversation, now: Any, bo: Agent, adas: Desk
) -> None:
    with acme.bound():
        billing = Team.objects.create(name="Billing")
    assert said(adas.do("assign", waiting, agent=bo.pk)) == "Bo Reyes has it now."
    assert now().assignee == bo
    assert said(adas.do("release", waiting, team=billing.pk)) == "Back in the queue of Billing."
    assert (now().status, now().assignee, now().team) == ("waiting", None, billing)


def test_nobody_who_does_not_answer_can_be_given_a_conversation(
    acme: Company, waiting: Conversation, now: Any, bo: Agent, adas: Desk
) -> None:
    with acme.bound():
        Agent.objects.filter(pk=bo.pk).update(is_active=False)
    assert adas.do("assign", waiting, agent=bo.pk).status_code == 404
    assert adas.do("assign", waiting, agent="x").status_code == 404
    assert now().assignee is None


def test_the_assistant_is_switched_off_and_on_here(
    waiting: Conversation, now: Any, adas: Desk
) -> None:
    adas.do("switch_assistant", waiting, on="false")
    assert not now().assistant_on
    adas.do("switch_assistant", waiting, on="true")
    assert now().assistant_on


def test_a_priority_is_set_and_noted(
    acme: Company, waiting: Conversation, now: Any, adas: Desk
) -> None:
    adas.do("prioritise", waiting, priority="urgent")
    assert now().priority == "urgent"
    assert "Ada Lind set the priority to urgent" in adas.open(waiting).content.decode()
    assert adas.do("prioritise", waiting, priority="top").status_code == 422


def test_a_blocked_contact_leaves_the_lists_and_can_be_sent_nothing(
    acme: Company, waiting: Conversation, now: Any, cleo: Contact, adas: Desk
) -> None:
    adas.do("block", waiting)
    assert now().is_spam
    assert "Cleo" not in adas.list(view="open")
    assert "Cleo" in adas.list(view="spam")
    with acme.bound():
        cleo.refresh_from_db()
    assert cleo.is_blocked


def test_an_entry_that_is_not_there_cannot_be_redacted(waiting: Conversation, adas: Desk) -> None:
    assert adas.do("redact", waiting, seq=99).status_code == 404


def test_without_scripts_a_button_leads_back_to_the_thread(
    waiting: Conversation, adas: Desk, bos: Desk
) -> None:
    bos.do("claim", waiting)
    done = adas.client.post(adas.address("claim", waiting), follow=True)
    assert done.redirect_chain == [(adas.address("thread", waiting), 302)]
    assert "Bo Reyes already has this conversation." in done.content.decode()


def address_of(verb: str, conversation: Conversation) -> str:
    parts: dict[str, dict[str, Any]] = {one: {"promise": "none"} for one in OF_A_PROMISE}
    parts |= {"redact": {"seq": 1}, "use_macro": {"macro": "none"}, "take": {"suggestion": "none"}}
    parts |= {one: {"held": "none"} for one in ("send_now", "take_back")}
    more: dict[str, Any] = parts.get(verb, {})
    return Desk.address(verb, conversation, **more)


@pytest.mark.parametrize("verb", VERBS)
def test_no_verb_is_open_to_strangers_other_companies_or_a_get(
    verb: str, acme: Company, waiting: Conversation, now: Any, adas: Desk, guss: Desk
) -> None:
    before = now().updated_at
    address = address_of(verb, waiting)
    fields = {"body": "x", "cid": str(uuid4()), "for": "day", "priority": "low", "agent": 1}
    assert guss.client.post(address, fields).status_code == 404
    assert acme.client().post(address, fields).headers["Location"].startswith("/inbox/login/")
    assert adas.client.get(address).status_code == 405
    assert now().updated_at == before


def test_a_form_of_another_site_is_refused(
    acme: Company, waiting: Conversation, now: Any, adas: Desk
) -> None:
    strict = Client(enforce_csrf_checks=True, HTTP_HOST=acme.host)
    strict.cookies = adas.client.cookies
    assert strict.post(adas.address("claim", waiting)).status_code == 403
    assert strict.post(reverse("inbox:logout")).status_code == 403
    assert now().assignee is None
