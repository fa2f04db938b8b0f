"""What each company knows in the story that the tests tell, and what its customers ask."""

import json
from pathlib import Path

from django.core.management import call_command

from tenants.context import in_public
from tests.cast import Company

ARTICLES = {
    "acme": (
        "Reset your password",
        "On the log-in page choose **Forgot password** and type your e-mail address. "
        "The link in the mail works for 30 minutes.",
    ),
    "globex": (
        "Swap a shift",
        "Open the shift, choose **Offer a swap** and pick a colleague. "
        "Your manager approves the swap before it counts.",
    ),
}
QUESTIONS = {"acme": "How do I reset my password?", "globex": "How can I swap a shift?"}
UNKNOWN = "Does your company sponsor a football club in Bergamo?"


def title_of(company: Company) -> str:
    return ARTICLES[company.tenant.slug][0]


def question_of(company: Company) -> str:
    return QUESTIONS[company.tenant.slug]


def tell_articles(company: Company, folder: Path) -> None:
    """Import what the company knows, as an admin would."""
    title, body = ARTICLES[company.tenant.slug]
    source = folder / f"{company.tenant.slug}.jsonl"
    source.write_text(json.dumps({"id": "1", "title": title, "body": body}))
    with in_public():
        call_command("import_articles", str(source), tenant=company.tenant.slug, index="now")
