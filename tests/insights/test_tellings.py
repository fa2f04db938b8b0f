"""Who was told a text that has changed since."""

from django.urls import reverse

from helpdesk.agents.models import Agent
from helpdesk.insights.models import Telling
from knowledge import publishing
from knowledge.models import Article
from tests.cast import Company
from tests.insights.conftest import Ask
from tests.work import run_owed


def change(company: Company, title: str, **changes: str) -> None:
    with company.bound():
        publishing.revise(Article.objects.get(title=title).pk, **changes)
    run_owed()


def listed(company: Company, agent: Agent) -> str:
    page = company.client(agent).get(reverse("admin:insights_telling_changelist"))
    return page.content.decode()


def test_changing_an_article_lists_the_conversations_that_were_told_its_old_text(
    acme: Company, ada: Agent, ask: Ask
) -> None:
    before = ask("How do I get a refund for my plan?")
    nothing_yet = listed(acme, ada)
    change(acme, "Get a refund for your plan", body="You can have your money back for 14 days.")
    ask("How do I get a refund for my plan?")

    page = listed(acme, ada)

    assert "Get a refund for your plan" not in nothing_yet
    with acme.bound():
        (old,) = Telling.objects.filter(version=1)
        assert (old.conversation_id, old.seq) == (before.id, before.answer.seq)
        assert Telling.objects.filter(article=old.article, version=2).count() == 1
    assert page.count("Get a refund for your plan</a>") == 1


def test_a_change_of_housekeeping_makes_no_answer_old(acme: Company, ada: Agent, ask: Ask) -> None:
    ask("How do I get a refund for my plan?")
    change(acme, "Get a refund for your plan", summary="Money back.")

    assert "Get a refund for your plan" not in listed(acme, ada)
