"""Past tickets become drafts, which a person reads before anybody is told them."""

import json

from django.test import Client

from knowledge.models import Article
from knowledge.search import search
from tests.cast import Company
from tests.knowledge.test_bringing_files import bring, results
from tests.knowledge.test_content_admin import editor

__all__ = ["editor"]

TICKETS = [
    {
        "id": 7,
        "messages": [
            {
                "author": "customer",
                "text": "Hi,\nI am Anna. How can I get my money back for order 12345678? Thanks, A",
            },
            {"author": "agent", "text": "Let me look into it for you, one moment please."},
            {
                "author": "agent",
                "text": "Hello Anna, open Billing, press Refund next to the invoice, and the money "
                "is back on your card in five days. Questions: anna@example.com.\n\nBest, Bo",
            },
        ],
    },
    {"id": 8, "messages": [{"author": "customer", "text": "Hello?"}]},
]


def test_past_tickets_become_drafts_without_the_customers_data(
    acme: Company, editor: Client
) -> None:
    lines = "\n".join(json.dumps(ticket) for ticket in TICKETS)

    run = bring(editor, ("past.jsonl", lines.encode()), kind="tickets")

    found = results(acme, run)
    assert found["past.jsonl, ticket 7"] == "new"
    assert found["past.jsonl, ticket 8"] == "refused"
    with acme.bound():
        draft = Article.objects.get(external_id="ticket:7")
        assert draft.status == "review"
        assert draft.title == "How can I get my money back for order [number]?"
        assert draft.body.startswith("open Billing, press Refund")
        assert "anna@" not in draft.body
        assert draft.pk not in {hit.article_id for hit in search("money back refund")}


def test_transcripts_may_come_as_a_table(acme: Company, editor: Client) -> None:
    rows = "ticket,author,text\n1,customer,How do I reset my password?\n1,agent," + (
        "Press Forgot password on the log-in page and follow the link that we send you by mail.\n"
    )

    run = bring(editor, ("past.csv", rows.encode()), kind="tickets")

    assert results(acme, run)["past.csv, ticket 1"] == "new"
    with acme.bound():
        assert Article.objects.get(external_id="ticket:1").title == "How do I reset my password?"
