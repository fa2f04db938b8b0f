"""Articles, variables and colleagues that are put into what an agent writes."""

from helpdesk.agents.models import Agent
from helpdesk.conversations.models import Conversation
from knowledge import publishing
from tests.cast import Company
from tests.composing.conftest import menu
from tests.inbox.conftest import Desk
from tests.work import run_owed


def test_an_approved_public_article_is_put_in_as_a_link_or_as_its_text(
    acme: Company, waiting: Conversation, bos: Desk
) -> None:
    with acme.bound():
        article = publishing.create(title="Refund times", body="## How long\n\nFive **days**.")
        publishing.publish(article.id)
        secret = publishing.create(title="Refund margins", body="Hidden.", audience="internal")
        publishing.publish(secret.id)
        publishing.create(title="Refund plans", body="Not yet.")
    run_owed(early=True)
    shown = menu(bos, waiting, "articles", "refund")
    link = f"Refund times: http://acme.localhost/help/{article.public_id}/refund-times/"
    assert link in shown
    assert "Five days." in shown
    assert "margins" not in shown
    assert "plans" not in shown
    assert "Refund times" in menu(bos, waiting, "articles"), "the latest, before anything is typed"
    assert "No public article says that." in menu(bos, waiting, "articles", "zzzz")


def test_variables_are_offered_with_their_values(waiting: Conversation, bos: Desk) -> None:
    shown = menu(bos, waiting, "variables", "first name")
    assert 'data-insert="Cleo"' in shown
    assert 'data-insert="Bo"' in shown


def test_colleagues_are_offered_for_a_note(
    acme: Company, waiting: Conversation, bos: Desk, ada: Agent
) -> None:
    shown = menu(bos, waiting, "people", "ada")
    assert 'data-insert="@Ada Lind "' in shown
    assert "Bo Reyes" not in menu(bos, waiting, "people")


def test_an_unknown_menu_is_empty(waiting: Conversation, bos: Desk) -> None:
    assert 'role="option"' not in menu(bos, waiting, "nothing")
