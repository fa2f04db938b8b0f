"""What promises and recoveries add to a hand-off, a reply and a customer's message."""

import threading

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from helpdesk.agents.models import Agent
from helpdesk.conversations import lifecycle, messaging, replying
from helpdesk.recovery import making_good
from helpdesk.recovery.models import MakeGood, MakeGoodOffer
from tests.cast import Company
from tests.conversations.conftest import A_PERSON
from tests.recovery.conftest import Begin


def _asked(statements: CaptureQueriesContext) -> int:
    return sum("recovery_" in one["sql"] for one in statements.captured_queries)


def test_a_customers_message_costs_no_statement_and_a_reply_few(
    acme: Company, begin: Begin, bo: Agent
) -> None:
    with acme.bound():
        thread = begin()
        with CaptureQueriesContext(connection) as message:
            messaging.post_message(thread.id, sender="contact", body="Hello?")
        with CaptureQueriesContext(connection) as handover:
            lifecycle.hand_off(thread.id, A_PERSON, {"v": 2})
        replying.reply(thread.id, bo, body="I am looking.")
        with CaptureQueriesContext(connection) as reply:
            replying.reply(thread.id, bo, body="Still looking.")
    assert _asked(message) == 0
    assert _asked(handover) <= 6
    assert _asked(reply) <= 3


def test_agents_who_offer_at_once_do_not_pass_a_limit(
    acme: Company, begin: Begin, bo: Agent
) -> None:
    with acme.bound():
        conversation = begin().id
        offer = MakeGoodOffer.objects.create(name="A month", words="Have it.", per_contact=2)
    start, refused = threading.Barrier(5), []

    def give() -> None:
        start.wait()
        try:
            with acme.bound():
                making_good.grant(conversation, offer.pk, agent=bo, seq=1)
        except ValidationError as error:
            refused.append(error.message)
        finally:
            connection.close()

    threads = [threading.Thread(target=give) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    with acme.bound():
        assert MakeGood.objects.count() == 2
    assert len(refused) == 3


def test_an_offer_that_is_off_cannot_be_given(acme: Company, begin: Begin, bo: Agent) -> None:
    with acme.bound():
        offer = MakeGoodOffer.objects.create(name="A month", words="Have it.", is_active=False)
        with pytest.raises(MakeGoodOffer.DoesNotExist):
            making_good.grant(begin().id, offer.pk, agent=bo, seq=1)
