"""A customer writes: the assistant answers from an approved article, or steps aside."""

from helpdesk.conversations import lifecycle, messaging
from helpdesk.conversations.models import Contact, Conversation, Message
from knowledge import publishing
from tests.cast import Company
from tests.work import run_owed

REFUNDS = """You can have your money back within 30 days of a payment.

1. Open **Settings › Billing** and choose the invoice.
2. Press **Ask for a refund** and say why.
3. The money is on your card after 5 working days.
"""


def publish(title: str, body: str) -> None:
    publishing.publish(publishing.create(title=title, body=body).id)


def test_a_question_that_an_article_answers_is_answered_with_its_source(
    acme: Company, cleo: Contact
) -> None:
    with acme.bound():
        publish("Get a refund for your plan", REFUNDS)
        run = lifecycle.start(cleo)
        messaging.post_message(run.pk, sender="contact", body="How do I get a refund for my plan?")
    run_owed()
    with acme.bound():
        said = Message.objects.filter(conversation=run, sender="assistant").get()
        assert "Ask for a refund" in said.body
        assert said.data["sources"][0]["title"] == "Get a refund for your plan"
        assert Conversation.objects.get(pk=run.pk).status == "assisted"
