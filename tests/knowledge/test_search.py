"""The right passage is found, and nothing that the asker may not see."""

from typing import Any

import pytest
from django.db import connection, transaction

from knowledge import publishing
from knowledge.models import Article, Audience, Passage, Snippet
from knowledge.search import Hit, look_up, search
from tests.cast import Company
from tests.knowledge.writing import REFUNDS, publish, write
from tests.work import run_owed


def ask(company: Company, question: str, **options: Any) -> list[Hit]:
    with company.bound():
        return search(question, **options)


def titles(company: Company, question: str, **options: Any) -> set[str]:
    return {hit.article_title for hit in ask(company, question, **options)}


@pytest.mark.parametrize(
    "question",
    [
        "refund",
        "How do I get my money back?",
        "how to get a refnud",
        "my purchase was a mistake, can you pay me back please",
    ],
)
def test_finds_the_article_by_word_by_meaning_and_through_typos(
    acme: Company, refunds: Article, passwords: Article, question: str
) -> None:
    assert ask(acme, question)[0].public_id == refunds.public_id


@pytest.mark.parametrize("slip", ["pasword", "passwrod"])
def test_a_mistyped_word_is_read_as_it_was_meant(
    acme: Company, passwords: Article, slip: str
) -> None:
    with acme.bound():
        mistyped, typed = look_up(f"Reset my {slip}"), look_up("Reset my password")

    assert mistyped.question == "Reset my password"
    assert mistyped.similarity == pytest.approx(typed.similarity, abs=0.01)


def test_a_hit_leads_to_the_heading_it_stands_under(acme: Company, refunds: Article) -> None:
    hits = ask(acme, "When does the refunded money arrive on my card?")

    assert hits[0].heading_path == "When it arrives"
    assert hits[0].url == f"/help/{refunds.public_id}/get-a-refund/#when-it-arrives"
    assert "five working days" in hits[0].text


def test_finds_nothing_of_another_tenant(acme: Company, globex: Company, refunds: Article) -> None:
    publish(globex, "Swap a shift", "Ask a colleague to take your shift.")

    assert titles(globex, "How do I get a refund?") <= {"Swap a shift", "Talk to a person"}


@pytest.mark.parametrize("withdraw", [publishing.unpublish, publishing.archive])
def test_a_withdrawn_article_is_gone_at_once(
    acme: Company, refunds: Article, withdraw: type
) -> None:
    with acme.bound():
        withdraw(refunds.id)

    assert "Get a refund" not in titles(acme, "refund")


def test_a_draft_is_not_found(acme: Company) -> None:
    write(acme, "Get a refund", REFUNDS)
    run_owed()

    assert "Get a refund" not in titles(acme, "refund")


def test_internal_content_needs_to_be_asked_for(acme: Company) -> None:
    publish(acme, "Late refunds", "Up to €60 you may decide yourself.", audience=Audience.INTERNAL)

    assert "Late refunds" not in titles(acme, "late refund")
    hit = ask(acme, "late refund", audience=Audience.INTERNAL)[0]
    assert hit.article_title == "Late refunds"
    assert (hit.audience, hit.url) == ("internal", "")


def test_an_article_that_turns_internal_is_hidden_before_it_is_indexed_again(
    acme: Company, refunds: Article
) -> None:
    with acme.bound():
        publishing.revise(refunds.id, audience=Audience.INTERNAL)

    assert "Get a refund" not in titles(acme, "refund")


def test_an_active_snippet_is_found_and_has_no_page(acme: Company) -> None:
    with acme.bound():
        fact = publishing.save_snippet(Snippet(title="Fax", body="Our fax number is 555 0199."))
    run_owed("knowledge.index")

    hit = ask(acme, "fax number")[0]
    assert (hit.snippet_id, hit.article_id, hit.url) == (fact.id, None, "")

    fact.is_active = False
    with acme.bound():
        publishing.save_snippet(fact)
    assert "Fax" not in titles(acme, "fax number")


@pytest.mark.parametrize(
    "question",
    [
        "",
        "   ",
        "\x00",
        "the of and",
        "'\"\\ & | ! ( ) :* <->",
        "a" * 100_000,
        "🧾" * 50,
        "%s %(x)s",
    ],
)
def test_any_text_may_be_asked(acme: Company, refunds: Article, question: str) -> None:
    assert isinstance(ask(acme, question), list)


def test_words_with_quotes_and_backslashes_are_found(acme: Company) -> None:
    publish(acme, "Paths", r"Call http://x.example/a\b'c and /var/o'neil\x, then C:\temp\new.")

    for typed in [r"http://x.example/a\b'c", r"/var/o'neil\x", r"C:\temp\new", "x.example/a"]:
        assert "Paths" in titles(acme, typed)


def test_the_vector_of_a_passage_lies_in_its_row(acme: Company) -> None:
    told = " ".join(f"Choose plan{n} or seat{n} in the settings of team{n}." for n in range(14))
    publish(acme, "Many plans", told)
    assert laid_aside(acme) == 0
    with acme.bound(), transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE knowledge_passage RESET (toast_tuple_target)")
        Passage.objects.update(title="Plans")
        assert laid_aside(acme) > 0
        transaction.set_rollback(True)


def laid_aside(company: Company) -> int:
    """How many passages have their vector elsewhere."""
    with company.bound(), connection.cursor() as cursor:
        cursor.execute("SELECT count(pg_column_toast_chunk_id(embedding)) FROM knowledge_passage")
        return int(cursor.fetchone()[0])


def test_a_word_counts_as_often_as_it_stands_in_title_heading_and_text(acme: Company) -> None:
    publish(acme, "Zebra", "## Zebra\n\nThe zebra sleeps. Nothing else is known of the animal.")
    publish(acme, "Animals", "The zebra sleeps. Nothing else is known of it, as of the others.")
    first, second = ask(acme, "zebra")[:2]
    assert (first.article_title, second.article_title) == ("Zebra", "Animals")
    assert first.words == 1 > second.words > 0
    assert (first.coverage, second.coverage) == (1, 1)


def test_what_the_articles_do_not_speak_of_shows_in_the_signals(
    acme: Company, refunds: Article, passwords: Article
) -> None:
    with acme.bound():
        known = look_up("How do I get a refund?")
        unknown = look_up("Which zebra wins the derby?")

    assert (known.coverage, known.known, known.agreement) == (1.0, 1.0, 1.0)
    assert known.similarity > 0.5
    assert unknown.known == 0.0
    assert unknown.similarity < 0.3
