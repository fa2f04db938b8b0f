"""What is asked and not answered comes together by what it asks for, with examples."""

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from helpdesk.agents.models import Agent
from helpdesk.assistant import verdicts
from helpdesk.conversations.models import Conversation
from helpdesk.conversations.redacting import redact
from helpdesk.insights.models import Gap, Miss
from knowledge.models import DIMENSIONS, Article
from tests.cast import Company
from tests.insights.conftest import Ask, look

TWINT = ["Do you take TWINT payments?", "Can I pay with TWINT?", "Is TWINT payment supported?"]


def test_questions_without_an_answer_make_one_gap_for_each_thing_asked_for(
    acme: Company, ask: Ask
) -> None:
    for question in TWINT:
        ask(question)
    ask("How do I book a meeting room in Lisbon?")

    first, second = look(acme)

    assert (first.size, second.size) == (3, 1)
    assert str(first) in TWINT
    with acme.bound():
        assert {miss.kind for miss in Miss.objects.all()} == {Miss.Kind.HANDED_OFF}


def test_looking_again_finds_nothing_twice(acme: Company, ask: Ask) -> None:
    ask(TWINT[0])
    look(acme)
    (gap,) = look(acme)

    assert gap.size == 1


def test_what_was_answered_well_or_was_never_a_question_is_no_gap(acme: Company, ask: Ask) -> None:
    ask("How do I get a refund for my plan?")
    ask("I want to talk to a person.")

    assert look(acme) == []


def test_what_was_marked_as_spam_is_no_gap(acme: Company, ask: Ask) -> None:
    chat = ask(TWINT[0])
    with acme.bound():
        Conversation.objects.filter(pk=chat.id).update(is_spam=True)

    assert look(acme) == []


def test_an_answer_that_did_not_help_is_a_gap_even_if_the_judgement_comes_late(
    acme: Company, ask: Ask
) -> None:
    chat = ask("How do I get a refund for my plan?")
    assert look(acme) == []
    chat.do(verdicts.record_thumbs, chat.answer.seq, up=False)

    (gap,) = look(acme)

    with acme.bound():
        assert gap.misses.get().kind == Miss.Kind.NOT_HELPFUL


def test_who_asks_the_same_again_elsewhere_was_not_helped(acme: Company, ask: Ask) -> None:
    ask("How do I get a refund for my plan?")
    ask("How can I get my plan refunded?")
    ask("Where can I export all my data?")

    (gap,) = look(acme)

    with acme.bound():
        miss = gap.misses.get()
        assert (miss.kind, miss.turn.question) == (
            Miss.Kind.CAME_BACK,
            "How do I get a refund for my plan?",
        )


def test_what_is_redacted_is_in_no_gap_any_more(acme: Company, ask: Ask) -> None:
    chat = ask(TWINT[0])
    look(acme)

    chat.do(redact, 1)

    with acme.bound():
        assert not Gap.objects.exists()


def test_one_click_drafts_an_article_from_what_agents_answered(
    acme: Company, bo: Agent, ada: Agent, ask: Ask
) -> None:
    said = "Choose **TWINT** under Settings › Payments and press Connect."
    ask(TWINT[0], answered=f"Hi Cleo, good question!\n{said} Call me at +41 44 668 18 00.")
    ask(TWINT[1], answered=f"Thanks for asking. {said}\nMarsh is set up for it.")
    ask(TWINT[2])
    (gap,) = look(acme)
    browser = acme.client(ada)

    browser.post(reverse("admin:insights_gap_draft_this", args=[gap.pk]))
    browser.post(reverse("admin:insights_gap_draft_this", args=[gap.pk]))
    (gap,) = look(acme)

    draft = gap.article
    assert draft is not None
    assert (draft.status, draft.owner_id) == (Article.Status.DRAFT, ada.pk)
    assert draft.title in TWINT
    assert draft.body.splitlines()[0] == f"- {said}"
    assert "[…] is set up for it" in draft.body
    for private in ("Cleo", "Marsh", "668 18", "Hi ", "Thanks"):
        assert private not in draft.body
    assert draft.public_id not in acme.client().get("/help/").content.decode()


def test_the_admin_shows_gaps_with_examples_and_lets_them_be_dismissed(
    acme: Company, ada: Agent, ask: Ask
) -> None:
    browser, gaps = acme.client(ada), reverse("admin:insights_gap_changelist")
    assert "put together here, every hour" in browser.get(gaps).content.decode()
    ask(TWINT[0])
    (gap,) = look(acme)
    page = reverse("admin:insights_gap_change", args=[gap.pk])

    listed, shown = browser.get(gaps), browser.get(page)
    browser.post(reverse("admin:insights_gap_dismiss_this", args=[gap.pk]))

    assert TWINT[0] in listed.content.decode()
    assert "No answer was good enough: 1" in shown.content.decode()
    assert "/inbox/c/" in shown.content.decode()
    assert TWINT[0] not in browser.get(gaps).content.decode()


def test_an_agent_who_may_not_decide_cannot_order_a_draft(
    acme: Company, bo: Agent, ask: Ask
) -> None:
    ask(TWINT[0])
    (gap,) = look(acme)

    answer = acme.client(bo).post(reverse("admin:insights_gap_draft_this", args=[gap.pk]))
    (gap,) = look(acme)

    assert answer["Location"].startswith("/admin/login/")
    assert gap.article is None


def test_nothing_of_it_is_another_companys(acme: Company, globex: Company, ask: Ask) -> None:
    ask(TWINT[0])

    assert look(globex) == []
    assert len(look(acme)) == 1


def test_the_list_of_gaps_costs_the_same_for_one_and_for_many(acme: Company, ada: Agent) -> None:
    browser, page = acme.client(ada), reverse("admin:insights_gap_changelist")

    def statements(gaps: int) -> int:
        with acme.bound():
            now, centre = timezone.now(), [1.0] + [0.0] * (DIMENSIONS - 1)
            Gap.objects.bulk_create(Gap(centre=centre, latest_at=now) for _ in range(gaps))
        browser.get(page)
        with CaptureQueriesContext(connection) as queries:
            assert browser.get(page).status_code == 200
        return len(queries)

    assert statements(1) == statements(20)
