"""The first article of a new workspace, so that its test chat has something to answer with."""

from django.contrib.auth import get_user_model

from knowledge import publishing
from knowledge.models import Collection
from tenants.provisioning import Opening

TITLE = "Talk to a person"
SUMMARY = "How to reach our support team, and what happens then."
# True for every workspace, whatever it sells.
BODY = """\
You can talk to a person on our support team at any time.

## In the chat

1. Open the chat in the corner of the page.
2. Press **Talk to a person**, or simply write that you want one.

You need not repeat yourself: our team sees everything that was said before.

## What the assistant does

An AI assistant answers first. It answers only from the articles of this help centre and shows
which ones it used. When it does not know, it says so and hands you over to our team.
"""


def sample_article(opening: Opening) -> None:
    """One approved article that the owner can edit, on a first shelf."""
    owner = get_user_model()._default_manager.filter(email__iexact=opening.owner_email).first()
    shelf = Collection.objects.create(name="Getting started", slug="getting-started")
    article = publishing.create(
        title=TITLE, summary=SUMMARY, body=BODY, collection=shelf, owner=owner
    )
    publishing.publish(article.id)
