"""Staff own content in the admin; every change there goes through the verbs."""

import pytest
from django.test import Client

from helpdesk.agents.models import Agent
from helpdesk.agents.roles import Role
from knowledge.models import Article, Passage, Snippet
from knowledge.search import search
from tests.cast import Company
from tests.knowledge.writing import REFUNDS, write
from tests.work import run_owed

FORM = {"title": "Get a refund", "summary": "", "body": REFUNDS, "language": "en"}
FORM |= {"audience": "public", "collection": "", "owner": "", "review_by": ""}
LIST = "/admin/knowledge/article/"


@pytest.fixture
def editor(acme: Company) -> Client:
    """A content editor of Acme's, logged in."""
    with acme.bound():
        edith = Agent.objects.create_user("edith@acme.example", name="Edith", role=Role.EDITOR)
    return acme.client(edith)


def run_action(client: Client, name: str, article: Article) -> str:
    data = {"action": name, "_selected_action": [str(article.pk)]}
    return client.post(LIST, data, follow=True).content.decode()


def test_an_editor_writes_an_article_and_approves_it(acme: Company, editor: Client) -> None:
    assert editor.post(f"{LIST}add/", FORM).status_code == 302
    with acme.bound():
        article = Article.objects.get(title="Get a refund")
        assert (article.status, article.slug) == ("draft", "get-a-refund")

    run_action(editor, "approve", article)
    run_owed("knowledge.index")

    with acme.bound():
        assert search("refund")[0].article_id == article.id


def test_a_changed_text_reaches_search(acme: Company, editor: Client, refunds: Article) -> None:
    with acme.bound():
        shelf = refunds.collection_id
    change = FORM | {"body": "We give vouchers.", "collection": str(shelf)}
    assert editor.post(f"{LIST}{refunds.pk}/change/", change).status_code == 302
    run_owed("knowledge.index")

    with acme.bound():
        assert search("vouchers")[0].text == "We give vouchers."


@pytest.mark.parametrize(
    ("name", "status"),
    [("submit_for_review", "review"), ("approve", "approved"), ("archive", "archived")],
)
def test_actions_move_an_article_along(
    acme: Company, editor: Client, name: str, status: str
) -> None:
    article = write(acme, "Get a refund", REFUNDS)

    run_action(editor, name, article)

    with acme.bound():
        assert Article.objects.get(pk=article.pk).status == status


def test_a_move_that_cannot_be_is_explained(acme: Company, editor: Client) -> None:
    article = write(acme, "Nothing yet", "")

    assert "An approved article cannot be empty." in run_action(editor, "approve", article)


def test_the_page_of_an_article_offers_what_can_be_done_with_it(
    acme: Company, editor: Client, refunds: Article
) -> None:
    page = editor.get(f"{LIST}{refunds.pk}/change/").content.decode()

    assert "Back to draft" in page
    assert f'href="{refunds.get_absolute_url()}"' in page
    assert "Submit for review" not in page
    moved = editor.post(f"{LIST}{refunds.pk}/withdraw/", follow=True).content.decode()
    assert "Get a refund: draft." in moved


def test_a_deleted_article_leaves_no_passage(
    acme: Company, editor: Client, refunds: Article
) -> None:
    editor.post(f"{LIST}{refunds.pk}/delete/", {"post": "yes"})

    with acme.bound():
        assert not Passage.objects.filter(title="Get a refund").exists()


def test_a_snippet_is_known_once_saved(acme: Company, editor: Client) -> None:
    fact = {"title": "Fax", "body": "Our fax is 555 0199.", "audience": "public", "language": "en"}
    editor.post("/admin/knowledge/snippet/add/", fact | {"is_active": "on"})
    run_owed("knowledge.index")

    with acme.bound():
        assert search("fax")[0].snippet_id == Snippet.objects.get().pk


def test_an_agent_may_not_change_content(acme: Company, bo: Agent, refunds: Article) -> None:
    change = f"{LIST}{refunds.pk}/change/"

    assert acme.client(bo).post(change, FORM | {"title": "Mine"}).status_code in (302, 403)
    with acme.bound():
        assert Article.objects.get(pk=refunds.pk).title == "Get a refund"


def test_the_lists_can_be_filtered_and_searched(
    acme: Company, editor: Client, refunds: Article
) -> None:
    for query in ["?q=refund", "?review=none", "?status__exact=approved"]:
        assert "Get a refund" in editor.get(f"{LIST}{query}").content.decode()
    assert "Get a refund" not in editor.get(f"{LIST}?review=overdue").content.decode()
