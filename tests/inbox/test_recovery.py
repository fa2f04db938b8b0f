"""The recovery panel, promises in the list and in a reply, and the look at a first reply."""

from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import ObjectDoesNotExist
from django.utils import timezone

from helpdesk.agents.models import Agent
from helpdesk.agents.roles import Role
from helpdesk.conversations.models import Conversation, Message
from helpdesk.recovery import promising, recovering
from helpdesk.recovery.failures import Failure
from helpdesk.recovery.models import FirstReply, MakeGood, MakeGoodOffer, Promise, RecoveryCase
from tests.cast import Company
from tests.inbox.conftest import Begin, Desk
from tests.recovery.conftest import overdue, soon
from tests.work import run_owed

GOOD = "Sorry you had to ask twice about the VAT rate. I am changing it now."
CALL = "Sorry for the wait about the VAT rate. I'll call you tomorrow at 10."


@pytest.fixture
def failed(acme: Company, waiting: Conversation) -> Conversation:
    """A conversation with an open recovery case."""
    with acme.bound():
        recovering.detect(waiting.pk, Failure.UPSET, why="awful")
    return waiting


@pytest.fixture
def offer(acme: Company) -> MakeGoodOffer:
    with acme.bound():
        return MakeGoodOffer.objects.create(name="A free month", words="Have a month.", value=20)


def panel(desk: Desk, conversation: Conversation) -> str:
    page = desk.client.get(desk.address("recovery", conversation))
    return page.content.decode()


def test_the_panel_shows_where_the_case_stands_and_what_comes_next(
    failed: Conversation, bos: Desk
) -> None:
    shown = panel(bos, failed)
    assert "Take the conversation" in shown
    assert "Why: the customer was upset" in " ".join(shown.split())
    bos.reply(failed, GOOD)
    assert "Solve it, give a workaround, or promise a next step." in panel(bos, failed)
    bos.do("outcome", failed, outcome="solved")
    assert "Name the root cause to close the loop." in panel(bos, failed)
    done = bos.do("close_loop", failed, cause="missing_article", note="VAT")
    assert "The loop is closed." in done.headers["HX-Trigger"]
    assert "Root cause: Missing article · VAT" in panel(bos, failed)


def test_a_thread_opens_without_a_statement_for_its_recovery(
    acme: Company, failed: Conversation, bos: Desk
) -> None:
    page = bos.open(failed).content.decode()
    assert f'hx-get="{Desk.address("recovery", failed)}"' in page
    assert "case-steps" not in page


def test_a_first_reply_is_looked_at_and_never_held_back(
    acme: Company, failed: Conversation, bos: Desk
) -> None:
    assert "data-first-reply" in panel(bos, failed)
    look = bos.do("look", failed, body="What can I do?")
    assert look.status_code == 200
    assert "Say what you do next" in look.content.decode()
    assert bos.do("look", failed, body=GOOD).status_code == 204
    assert bos.reply(failed, "What can I do?").status_code == 204
    with acme.bound():
        assert FirstReply.objects.get().result == "ignored"
    assert "data-first-reply" not in panel(bos, failed)
    assert bos.do("look", failed, body="What can I do?").status_code == 204


def test_a_promise_in_a_draft_is_offered_and_recorded_only_when_ticked(
    acme: Company, failed: Conversation, bos: Desk
) -> None:
    heard = bos.do("heard", failed, body=CALL).content.decode()
    assert "Record this promise:" in heard
    assert "checked" not in heard
    bos.reply(failed, CALL)
    with acme.bound():
        assert not Promise.objects.exclude(kind="wait").exists()
    due = (timezone.now() + timedelta(days=2)).strftime("%Y-%m-%dT10:00")
    ticked = {
        **{"promise": "0", "promise_kind_0": "callback", "promise_due_0": due},
        "promise_text_0": "I'll call you tomorrow at 10.",
    }
    again = bos.do("heard", failed, body=CALL, **ticked).content.decode()
    assert "checked" in again
    assert f'value="{due}"' in again
    bos.do("reply", failed, body=CALL, cid=str(uuid4()), **ticked)
    with acme.bound():
        made = Promise.objects.get(kind="callback")
        assert (made.made_by, made.owner) == ("agent", his())
        assert f"{made.due_at:%Y-%m-%dT%H:%M}" == due
        assert made.seq == Message.objects.filter(kind="message").latest("seq").seq


def his() -> Agent:
    return Agent.objects.get(name__startswith="Bo")


def test_a_reply_whose_promise_cannot_be_recorded_is_not_sent(
    acme: Company, failed: Conversation, bos: Desk
) -> None:
    bad = {"promise": "0", "promise_kind_0": "callback", "promise_text_0": "x"}
    for due in ("", "yesterday", "2020-01-01T10:00"):
        answer = bos.do("reply", failed, body=CALL, cid=str(uuid4()), promise_due_0=due, **bad)
        assert answer.status_code == 422
        assert "due time" in answer.headers["HX-Trigger"]
    with acme.bound():
        assert not Message.objects.filter(sender="agent", kind="message").exists()


def test_promises_are_made_kept_passed_on_and_cancelled_from_the_panel(
    acme: Company, waiting: Conversation, bos: Desk, ada: Agent
) -> None:
    due = (timezone.now() + timedelta(days=1)).strftime("%Y-%m-%dT10:00")
    for text in ("We call you.", "We call Ana."):
        bos.do("promise", waiting, kind="callback", text=text, due=due, key=text)
    with acme.bound():
        first, second = Promise.objects.filter(kind="callback").order_by("id")
    assert "We call Ana." in panel(bos, waiting)
    bos.do("pass_on", waiting, promise=first.public_id, agent=ada.pk)
    bos.do("keep", waiting, promise=first.public_id)
    bos.do("cancel", waiting, promise=second.public_id)
    with acme.bound():
        first.refresh_from_db()
        second.refresh_from_db()
        assert (first.state, first.owner, second.state) == ("kept", ada, "cancelled")
    assert bos.do("promise", waiting, kind="callback", text="x", due="").status_code == 422
    assert bos.do("keep", waiting, promise="none").status_code == 404


def test_what_is_owed_stands_in_a_view_of_its_own_the_earliest_first(
    acme: Company, begin: Begin, bos: Desk
) -> None:
    later, sooner, none = begin(), begin(), begin()
    with acme.bound():
        late = soon(after=timedelta(hours=5))
        promising.make_promise(later.pk, late, key="a")
        promising.make_promise(later.pk, soon(after=timedelta(hours=9)), key="b")
        made = promising.make_promise(sooner.pk, soon(), key="c")
    shown = bos.list(view="promises")
    assert shown.index(f'id="row-{sooner.pk}"') < shown.index(f'id="row-{later.pk}"')
    assert shown.count(f'id="row-{later.pk}"') == 1
    assert f'id="row-{none.pk}"' not in shown
    assert "Promised in 4 h" in shown
    with acme.bound():
        overdue(made)
    run_owed(promising.DUE_TOPIC, early=True)
    assert "Promise overdue" in bos.list(view="assistant")
    assert f'id="row-{sooner.pk}"' in bos.list(view="promises", q="Cleo")


Limit = Callable[[MakeGoodOffer, Conversation], str]


def test_an_offer_is_given_with_the_reply_that_makes_it(
    acme: Company, failed: Conversation, bos: Desk, offer: MakeGoodOffer
) -> None:
    assert 'data-words="Have a month."' in panel(bos, failed)
    bos.do("reply", failed, body=GOOD, cid=str(uuid4()), make_good=offer.pk)
    with acme.bound():
        good = MakeGood.objects.get()
        assert (good.name, int(good.value), good.agent) == ("A free month", 20, his())
        assert good.given_at is not None
    again = bos.do("reply", failed, body="And one more.", cid=str(uuid4()), make_good=offer.pk)
    assert again.status_code == 422
    assert "was given" in again.headers["HX-Trigger"]


@pytest.mark.parametrize(
    ("limits", "said"),
    [
        ({"per_contact": 9, "per_agent_a_day": 1}, "You gave"),
        ({"per_contact": 9, "value_cap": 30}, "it would be over 30"),
        ({"per_contact": 1}, "That is the limit"),
    ],
)
def test_each_limit_refuses_by_its_name(
    acme: Company,
    failed: Conversation,
    bos: Desk,
    offer: MakeGoodOffer,
    limits: dict[str, int],
    said: str,
) -> None:
    with acme.bound():
        MakeGoodOffer.objects.filter(pk=offer.pk).update(**limits)
    give = {"body": GOOD, "make_good": offer.pk}
    assert bos.do("reply", failed, cid=str(uuid4()), **give).status_code == 204
    refused = bos.do("reply", failed, cid=str(uuid4()), **give)
    assert refused.status_code == 422
    assert said in refused.headers["HX-Trigger"]
    assert said in panel(bos, failed)


def test_an_offer_that_needs_approval_is_given_once_somebody_may_says_yes(
    acme: Company, failed: Conversation, bos: Desk, adas: Desk, offer: MakeGoodOffer
) -> None:
    with acme.bound():
        MakeGoodOffer.objects.filter(pk=offer.pk).update(needs_approval=True)
    give = {"body": GOOD, "make_good": offer.pk}
    assert bos.do("reply", failed, cid=str(uuid4()), **give).status_code == 422
    bos.do("ask_approval", failed, offer=offer.pk)
    bos.do("ask_approval", failed, offer=offer.pk)
    with acme.bound():
        good = MakeGood.objects.get()
    assert bos.do("approve", failed, good=good.pk).status_code == 403
    adas.do("approve", failed, good=good.pk)
    assert bos.do("reply", failed, cid=str(uuid4()), **give).status_code == 204
    with acme.bound():
        good = MakeGood.objects.get()
        assert good.given_at is not None
        assert good.approved_by is not None
        assert good.approved_by.role == Role.OWNER


def test_nothing_of_another_company_can_be_kept_approved_or_offered(
    acme: Company, failed: Conversation, guss: Desk, globex: Company
) -> None:
    with acme.bound():
        made = promising.make_promise(failed.pk, soon(), key="c")
    assert guss.do("keep", failed, promise=made.public_id).status_code == 404
    with globex.bound(), pytest.raises(ObjectDoesNotExist):
        promising.keep(made.pk)
    with acme.bound():
        assert Promise.objects.get(pk=made.pk).state == "open"
        assert RecoveryCase.objects.count() == 1
