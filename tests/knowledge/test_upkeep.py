"""Content is reviewed before it counts, kept in versions, and looked at again in time."""

from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from knowledge.models import Article, Proposal
from knowledge.search import search
from knowledge.tasks import look_after
from tenants.context import in_public
from tests.cast import Company
from tests.knowledge.test_bringing_files import bring, results
from tests.knowledge.test_content_admin import FORM, LIST, editor
from tests.knowledge.writing import REFUNDS, publish, write
from tests.work import run_owed

__all__ = ["editor"]

REVIEW, DECIDE = f"{LIST}review/", f"{LIST}review/decide/"
LATER = REFUNDS.replace("30 days", "60 days")


def propose(client: Client, article: Article, body: str) -> None:
    """As the button "Save for review" of an approved article does."""
    page = client.get(f"{LIST}{article.pk}/change/").content.decode()
    button = next(word for word in page.split('"') if word.endswith("propose_this"))
    change = FORM | {"body": body, button: "1"}
    assert client.post(f"{LIST}{article.pk}/change/", change).status_code == 302


@pytest.fixture
def article(acme: Company) -> Article:
    return publish(acme, "Get a refund", REFUNDS)


def test_a_proposed_change_waits_while_readers_have_the_old_text(
    acme: Company, editor: Client, article: Article
) -> None:
    propose(editor, article, LATER)
    run_owed()

    page = editor.get(REVIEW).content.decode()
    assert "<del>30 </del>" in page
    assert "<ins>60 </ins>" in page
    with acme.bound():
        assert "30 days" in search("money back")[0].text

    with acme.bound():
        proposal = Proposal.objects.get()
    editor.post(DECIDE, {"verb": "accept", "id": proposal.pk})
    run_owed()

    with acme.bound():
        assert "60 days" in search("money back")[0].text
        assert not Proposal.objects.exists()


def test_a_change_that_is_turned_down_leaves_the_article_as_it_is(
    acme: Company, editor: Client, article: Article
) -> None:
    propose(editor, article, LATER)
    with acme.bound():
        proposal = Proposal.objects.get()

    editor.post(DECIDE, {"verb": "reject", "id": proposal.pk})
    again = editor.post(DECIDE, {"verb": "accept", "id": proposal.pk}, follow=True)

    assert "Somebody else has decided that already." in again.content.decode()
    with acme.bound():
        assert Article.objects.get(pk=article.pk).body == REFUNDS


def test_an_import_for_review_changes_nothing_before_it_is_approved(
    acme: Company, editor: Client
) -> None:
    bring(editor, ("a.md", b"# Towels\n\nBring one towel."))
    changed = ("a.md", b"# Towels\n\nWe have towels for you.")

    first = bring(editor, changed, needs_review="on")
    with acme.bound():
        assert Article.objects.get(external_id="a.md").body.strip() == "Bring one towel."
        editor.post(DECIDE, {"verb": "reject", "id": Proposal.objects.get().pk})
    second = bring(editor, changed, needs_review="on")

    assert results(acme, first) == {"a.md": "proposed"}
    assert results(acme, second) == {"a.md": "unchanged"}


def test_a_new_article_is_approved_or_sent_back_from_the_queue(
    acme: Company, editor: Client
) -> None:
    good, bad = write(acme, "Good", "Text."), write(acme, "Bad", "Text too.")
    for one in (good, bad):
        editor.post(f"{LIST}{one.pk}/submit/")

    editor.post(DECIDE, {"verb": "approve", "id": good.pk})
    editor.post(DECIDE, {"verb": "back", "id": bad.pk})

    assert "Nothing waits for review" in editor.get(REVIEW).content.decode()
    with acme.bound():
        assert Article.objects.get(pk=good.pk).status == "approved"
        assert Article.objects.get(pk=bad.pk).status == "draft"


@pytest.mark.parametrize(("verb", "id"), [("", "1"), ("burn", "1"), ("accept", "99")])
def test_a_decision_that_is_none_does_nothing(
    acme: Company, editor: Client, article: Article, verb: str, id: str
) -> None:
    assert editor.post(DECIDE, {"verb": verb, "id": id}).status_code == 302
    with acme.bound():
        assert Article.objects.get(pk=article.pk).status == "approved"


def test_every_wording_is_kept_with_its_author_and_can_be_restored(
    acme: Company, editor: Client, article: Article
) -> None:
    editor.post(f"{LIST}{article.pk}/change/", FORM | {"body": LATER.strip()})

    page = editor.get(f"{LIST}{article.pk}/versions/").content.decode()
    assert "<del>30 </del>" in page
    assert "Edith" in page
    editor.post(f"{LIST}{article.pk}/restore/", {"number": "1"})
    nothing = editor.post(f"{LIST}{article.pk}/restore/", {"number": "9"}, follow=True)

    assert "There is no version 9 of this article." in nothing.content.decode()
    with acme.bound():
        assert Article.objects.get(pk=article.pk).body == REFUNDS
        numbers = article.versions.order_by("number").values_list("number", flat=True)
        assert list(numbers) == [1, 2, 3]


def test_an_article_older_than_versions_loses_no_wording(
    acme: Company, editor: Client, article: Article
) -> None:
    with acme.bound():
        article.versions.all().delete()

    editor.post(f"{LIST}{article.pk}/change/", FORM | {"body": LATER.strip()})

    with acme.bound():
        assert [one.body for one in article.versions.order_by("number")] == [REFUNDS, LATER.strip()]


def test_overdue_articles_are_listed_and_their_owner_is_reminded_once_a_week(
    acme: Company, editor: Client, article: Article
) -> None:
    yesterday = timezone.localdate() - timedelta(days=1)
    with acme.bound():
        owner = acme.agent("Bo")
        Article.objects.filter(pk=article.pk).update(review_by=yesterday, owner=owner)

    for _ in range(2):
        with in_public():
            look_after()
        run_owed()

    (sent,) = [one for one in mail.outbox if "looked at again" in one.subject]
    assert sent.to == ["bo@acme.example"]
    assert "- Get a refund (since" in sent.body
    assert "1 day" in editor.get(f"{LIST}overdue/").content.decode()

    editor.post(f"{LIST}{article.pk}/still-true/")

    assert "Nothing is overdue" in editor.get(f"{LIST}overdue/").content.decode()


def test_an_agent_may_look_and_not_decide(acme: Company, article: Article) -> None:
    client = acme.client(acme.agent("Bo"))

    for address in (DECIDE, f"{LIST}{article.pk}/still-true/", f"{LIST}{article.pk}/restore/"):
        assert client.post(address, {"verb": "back", "id": article.pk}).status_code in (302, 403)
    with acme.bound():
        assert Article.objects.get(pk=article.pk).status == "approved"
