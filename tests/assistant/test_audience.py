"""What is for agents only reaches no customer: no answer, prompt, page or suggestion holds it."""

import pytest
from pytest_django.fixtures import Settings

from helpdesk.conversations.models import Message
from knowledge import publishing
from knowledge.models import Article, Audience, Snippet
from tests import fakes
from tests.assistant.conftest import Chat, use_model
from tests.cast import Company
from tests.knowledge.writing import publish
from tests.work import run_owed

SECRET = "quartzhollow"
BODY = f"Give the {SECRET} discount of 40 percent to whoever asks for a refund a second time."
TITLE = f"Grant the {SECRET} discount"
QUESTION = f"How do I get the {SECRET} discount of 40 percent for my refund?"


@pytest.fixture(autouse=True)
def _model_next_door(settings: Settings) -> None:
    settings.LLM_PRIVATE_ADDRESSES = True


@pytest.fixture
def internal(acme: Company) -> Article:
    """An internal article and an internal snippet, and a public one beside them."""
    article = publish(acme, TITLE, BODY, audience=Audience.INTERNAL, shelf="Team")
    with acme.bound():
        fact = Snippet(title=TITLE, body=BODY, audience=Audience.INTERNAL)
        publishing.save_snippet(fact)
    publish(acme, "Get a refund", "Write to us for a refund within 30 days.", shelf="Team")
    run_owed("knowledge.index")
    return article


def said_to_customers(acme: Company, chat: Chat) -> str:
    with acme.bound():
        said = Message.objects.filter(conversation=chat.id).exclude(sender="contact")
        return " ".join(f"{one.body} {one.data}" for one in said.exclude(kind="note"))


def asked_of_a_model(acme: Company, chat: Chat) -> str:
    """The prompt's text below the question, which holds the word because the customer said it."""
    with fakes.model_that(fakes.says("NO_ANSWER")) as model:
        use_model(acme, model.base_url)
        chat.say(QUESTION)
    return str(model.asked)


def test_no_answer_tells_of_it(acme: Company, chat: Chat, internal: Article) -> None:
    chat.say(QUESTION)

    assert "40 percent to whoever" not in said_to_customers(acme, chat)
    assert TITLE not in said_to_customers(acme, chat)


def test_no_prompt_holds_it(acme: Company, chat: Chat, internal: Article) -> None:
    prompt = asked_of_a_model(acme, chat)

    assert "40 percent to whoever" not in prompt
    assert TITLE not in prompt


def test_a_public_article_of_these_words_would_be_in_the_prompt(
    acme: Company, chat: Chat, internal: Article
) -> None:
    with acme.bound():
        publishing.revise(internal.pk, audience=Audience.PUBLIC)
    run_owed("knowledge.index")

    assert "40 percent to whoever" in asked_of_a_model(acme, chat)


def test_no_page_or_suggestion_shows_it(acme: Company, internal: Article) -> None:
    visitor = acme.client()
    pages = [
        visitor.get("/help/"),
        visitor.get(f"/help/search/?q={SECRET}"),
        visitor.get("/help/search/?q=quartzholow+discount"),  # mistyped: mended, not suggested
        visitor.get(f"/help/search/?q={SECRET[:6]}", headers={"HX-Request": "true"}),
        visitor.get("/help/sitemap.xml"),
        visitor.get("/help/c/team/", follow=True),
    ]
    with acme.bound():
        public = Article.objects.get(title="Get a refund").get_absolute_url()
    pages.append(visitor.get(public))

    for page in pages:
        shown = page.content.decode()
        assert "whoever" not in shown
        assert TITLE not in shown
    assert visitor.get(internal.get_absolute_url()).status_code == 404
