"""Content for tests, written through the verbs that the doors call."""

from typing import Any

from knowledge import publishing
from knowledge.models import Article, Collection
from tests.cast import Company
from tests.work import run_owed

REFUNDS = """\
You can have your money back within 30 days.

## Ask for a refund

1. Open **Billing**.
2. Press **Refund** next to the invoice.

## When it arrives

The money is back on your card after five working days.
"""


def write(company: Company, title: str, body: str, **fields: Any) -> Article:
    """A draft of ``company``'s."""
    with company.bound():
        return publishing.create(title=title, body=body, **fields)


def publish(company: Company, title: str, body: str, **fields: Any) -> Article:
    """An approved article, indexed as a worker would; ``shelf`` names its collection."""
    shelf = fields.pop("shelf", "")
    with company.bound():
        if shelf:
            slug = shelf.lower().replace(" ", "-")
            fields["collection"], _ = Collection.objects.get_or_create(name=shelf, slug=slug)
        article = publishing.publish(publishing.create(title=title, body=body, **fields).id)
    run_owed("knowledge.index")
    return article
