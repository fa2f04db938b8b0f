"""The content check names what is wrong with an article, why, and where."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from knowledge.checks import age, claims, form
from knowledge.embeddings import embed
from knowledge.models import Article, Feedback, Finding
from knowledge.tasks import look_after
from tenants.context import in_public
from tests.cast import Company
from tests.knowledge.test_content_admin import FORM, LIST, editor
from tests.knowledge.writing import REFUNDS, publish
from tests.work import owed, run_owed

__all__ = ["editor"]

CHECK = f"{LIST}check/"


def found(company: Company, article: Article) -> dict[str, Finding]:
    """Kind → finding, of an article that has just been indexed."""
    run_owed("knowledge.check")
    with company.bound():
        return {one.kind: one for one in Finding.objects.filter(article=article)}


def test_a_good_article_has_no_finding(acme: Company) -> None:
    assert found(acme, publish(acme, "Get a refund", REFUNDS)) == {}


def test_an_article_that_is_changed_is_checked_again(acme: Company, editor: Client) -> None:
    article = publish(acme, "Refunds", REFUNDS)
    assert found(acme, article)["title"].place == "Refunds"

    editor.post(f"{LIST}{article.pk}/change/", FORM | {"title": "Get a refund"})
    run_owed("knowledge.index")

    assert found(acme, article) == {}


def test_two_topics_in_one_article_are_named(acme: Company) -> None:
    body = (
        "## Ask for a refund\n\nWrite to us within 30 days of the payment and name the invoice "
        "that you want the money back for.\n\n## Water the office plants\n\nEvery Friday somebody "
        "gives each plant in the kitchen half a litre of water and turns it to the window."
    )

    finding = found(acme, publish(acme, "Get a refund", body))["topics"]

    assert finding.place == "Water the office plants"
    assert "is about something else than the rest" in finding.reason


def test_near_copies_name_each_other(acme: Company, editor: Client) -> None:
    first = publish(acme, "Get a refund", REFUNDS)
    second = publish(acme, "Get a refund", REFUNDS + "\nThank you for asking.\n")

    finding = found(acme, second)["duplicate"]

    assert finding.other_id == first.pk
    assert "the same as “Get a refund”" in editor.get(CHECK).content.decode()


def test_two_articles_that_contradict_each_other_are_shown_side_by_side(
    acme: Company, editor: Client
) -> None:
    publish(acme, "When the money arrives", "A refund is on your card after five working days.")
    article = publish(acme, "Get a refund", "A refund is on your card after ten working days.")

    finding = found(acme, article)["contradiction"]

    assert "10 against 5" in finding.reason
    page = editor.get(f"{CHECK}?kind=contradiction").content.decode()
    assert "after ten working days" in page
    assert "after five working days" in page


def test_what_is_dismissed_stays_so_until_the_words_change(acme: Company, editor: Client) -> None:
    article = publish(acme, "Refunds", REFUNDS)
    finding = found(acme, article)["title"]

    editor.post(f"{CHECK}dismiss/", {"id": finding.pk})
    with acme.bound():
        Article.objects.update(checked_on=None)
    with in_public():
        look_after()
    run_owed()

    assert "Nothing found" in editor.get(CHECK).content.decode()
    editor.post(f"{LIST}{article.pk}/change/", FORM | {"title": "Billing"})
    run_owed()
    assert "“Billing” names a thing" in editor.get(CHECK).content.decode()


def test_a_day_round_looks_at_what_was_not_looked_at_for_long(acme: Company) -> None:
    publish(acme, "Get a refund", REFUNDS)
    run_owed()
    with in_public():
        look_after()
    run_owed("knowledge.look_after")
    assert owed("knowledge.check") == []

    with acme.bound():
        Article.objects.update(checked_on=timezone.localdate() - timedelta(days=31))
    with in_public():
        look_after()
    run_owed("knowledge.look_after")

    assert owed("knowledge.check")


def test_readers_whom_it_did_not_help_make_it_stale(acme: Company) -> None:
    article = publish(acme, "Get a refund", REFUNDS)
    with acme.bound():
        Feedback.objects.bulk_create(
            Feedback(article=article, version=article.version, is_helpful=at == 0)
            for at in range(5)
        )
        Article.objects.update(checked_on=None)
    with in_public():
        look_after()
    run_owed()

    assert "4 of 5 readers" in found(acme, article)["stale"].reason


@pytest.mark.parametrize(
    "title",
    [
        "Get a refund",
        "How refunds work",
        "Warum dauert das?",
        "Reset your password",
        "FAQ für dich",
    ],
)
def test_a_title_that_says_what_a_reader_wants_is_fine(title: str) -> None:
    assert list(form.title(title)) == []


@pytest.mark.parametrize("title", ["", "FAQ", "Overview", "Billing", "Page 3", "General"])
def test_a_title_that_could_stand_above_anything_is_named(title: str) -> None:
    assert [one.kind for one in form.title(title)] == ["title"]


def test_too_long_is_named_with_its_longest_part() -> None:
    body = "Start.\n\n## Short\n\n" + "word " * 100 + "\n\n## Endless\n\n" + "word " * 1_000

    (finding,) = form.length(body)

    assert (finding.kind, finding.place) == ("long", "Endless")
    assert "1,105 words" in finding.reason
    assert list(form.length("word " * 1_000)) == []


def test_steps_of_one_task_are_one_topic() -> None:
    assert list(form.topics(REFUNDS, embed)) == []


@pytest.mark.parametrize(
    ("one", "other", "difference"),
    [
        ("Refunds take 5 days to arrive.", "Refunds take 10 days to arrive.", "5 against 10"),
        ("Refunds take five days to arrive.", "Refunds take 5 days to arrive.", ""),
        ("You can export your data as CSV.", "You cannot export your data as CSV.", "denies"),
        ("The Starter plan includes 5 seats.", "The Pro plan includes 20 seats.", ""),
        ("We ship to France in 3 days.", "Refunds take 10 days to arrive.", ""),
    ],
)
def test_sentences_are_held_against_each_other(one: str, other: str, difference: str) -> None:
    pairs = list(claims.contradictions(claims.claims(one), claims.claims(other)))

    assert bool(pairs) == bool(difference)
    assert all(difference in said for _, _, said in pairs)


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("The offer is valid until 31 March 2026.", "31 Mar 2026"),
        ("The offer is valid until 31 March 2027.", ""),
        ("We were founded on 31 March 2006.", ""),
        ("Valid from 2026-01-01 until 2026-06-30.", "30 Jun 2026"),
        ("Prices hold until February 31, 2026.", ""),
    ],
)
def test_days_that_are_over_make_an_article_stale(body: str, reason: str) -> None:
    today = date(2026, 11, 28)

    said = [one.reason for one in age.stale(body, age.Age(today), today)]

    assert bool(said) == bool(reason)
    assert all(reason in one for one in said)
