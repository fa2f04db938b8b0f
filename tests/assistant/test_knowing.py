"""The demo's help centre knows what it knows: questions it answers, questions it must refuse.

None of these questions was among those that the confidence was fitted on.
"""

from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command

from helpdesk.assistant.rehearsing import Way, rehearse
from tenants.context import in_public
from tests.cast import Company

CONTENT = Path(settings.BASE_DIR) / "helpdesk/demo/content/acme"
SURE = 0.5  # the usual limit of the rule "the answer is not certain enough"

ANSWERED = {
    "My bank says the consent has ended, what do I do?": "Fix a bank feed",
    "Which file formats can I import from my bank?": "Import a bank statement",
    "How do I chase customers who have not paid?": "Remind customers who pay late",
    "My client paid an invoice in two instalments": "Record a part payment",
    "Can I start my invoice numbers at 500?": "Change how invoices are numbered",
    "How do I add my logo and colours to invoices?": "Change the look of your invoices",
    "I sent an invoice with the wrong amount": "Correct an invoice",
    "Can I invoice in dollars if my books are in euro?": "Invoice in another currency",
    "I lost the phone with my authenticator app": "phone",
    "How do I invite a colleague with read-only rights?": "Add people",
    "Where do I find the invoices that you sent us?": "find our invoices",
    "How can I photograph a receipt and book it?": "receipts",
    "How do I lock last month's books?": "Close a month",
    "By when do I have to send my VAT return?": "VAT return",
    "How do I revoke an API key?": "Create an API key",
}
REFUSED = [
    "Can you recommend a restaurant in Lisbon?",
    "What was the score of the match last night?",
    "How do I knit a scarf?",
    "Is it going to snow tomorrow?",
    "How do I repair a cracked phone screen?",
    "What is the best way to lose weight?",
    "Can I order a pizza here?",
    "Who wrote Hamlet?",
    "How do I book a meeting room?",
    "How do I plan shifts for my staff?",
]
# What is known may go to a person now and then; what is not known is never answered.
RIGHT_AT_LEAST, WRONG_AT_MOST = 11, 1


@pytest.fixture
def _full_help_centre(acme: Company) -> None:
    with in_public():
        call_command("import_articles", CONTENT, tenant=acme.tenant.slug, index="now")


def test_what_the_help_centre_knows_is_answered_and_what_not_is_refused(
    acme: Company, _full_help_centre: None
) -> None:
    with acme.bound():
        known = {question: rehearse(question) for question in ANSWERED}
        unknown = {question: rehearse(question) for question in REFUSED}
    # What a rule hands over for its topic counts by how sure its answer would have been.
    sure = [q for q, it in known.items() if it.confidence >= SURE and it.way is not Way.ASKED_BACK]
    right = [q for q in sure if ANSWERED[q] in known[q].answer.sources[0].title]
    bluffed = [question for question, it in unknown.items() if it.way is Way.ANSWERED]
    assert bluffed == []
    assert len(right) >= RIGHT_AT_LEAST, set(ANSWERED) - set(right)
    assert len(sure) - len(right) <= WRONG_AT_MOST, set(sure) - set(right)
