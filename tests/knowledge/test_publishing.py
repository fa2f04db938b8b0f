"""What is approved gets into search, and what is changed or withdrawn out of it."""

import pytest
from django.core.exceptions import ValidationError

from knowledge import indexing, publishing
from knowledge.models import Article, Passage, Term
from knowledge.search import search
from tests.cast import Company
from tests.knowledge.writing import REFUNDS, write
from tests.work import owed, run_owed


def test_publishing_owes_the_indexing_that_makes_it_findable(acme: Company) -> None:
    run_owed()
    article = write(acme, "Get a refund", REFUNDS)
    with acme.bound():
        publishing.publish(article.id)

    assert [job.payload for job in owed("knowledge.index")] == [{"article": article.id}]
    run_owed()

    with acme.bound():
        assert Article.objects.get(id=article.id).is_findable
        assert search("refund")[0].article_id == article.id


def test_a_changed_article_is_found_by_its_new_words_only(acme: Company, refunds: Article) -> None:
    with acme.bound():
        publishing.revise(refunds.id, title="Vouchers", body="We give vouchers instead.")
    run_owed()

    with acme.bound():
        assert [hit.text for hit in search("vouchers")][:1] == ["We give vouchers instead."]
        assert not Passage.objects.filter(article=refunds, text__contains="money back").exists()
        assert Article.objects.get(id=refunds.id).version == refunds.version + 1


def test_a_change_that_no_reader_notices_is_no_new_version(acme: Company, refunds: Article) -> None:
    with acme.bound():
        publishing.revise(refunds.id, summary="About refunds.")
        assert Article.objects.get(id=refunds.id).is_findable

    assert owed("knowledge.index") == []


def test_indexing_twice_changes_nothing(acme: Company, refunds: Article) -> None:
    with acme.bound():
        before = list(Passage.objects.values_list("id", "text"))
        indexing.index_article(refunds.id)
        assert list(Passage.objects.values_list("id", "text")) == before


def test_the_word_counts_return_to_where_they_were(acme: Company) -> None:
    run_owed()
    with acme.bound():
        before = set(Term.objects.filter(passages__gt=0).values_list("lexeme", "passages"))
        article = publishing.publish(write(acme, "Get a refund", REFUNDS).id)
        indexing.index_article(article.id)
        assert Term.objects.get(lexeme="refund").passages > 0
        publishing.delete(article)
        after = set(Term.objects.filter(passages__gt=0).values_list("lexeme", "passages"))

    assert after == before


def test_a_draft_goes_through_review_to_approval(acme: Company) -> None:
    article = write(acme, "Get a refund", REFUNDS)
    with acme.bound():
        assert publishing.submit_for_review(article.id).status == "review"
        approved = publishing.publish(article.id)
        assert approved.published_at
        with pytest.raises(ValidationError, match="approved cannot become in review"):
            publishing.submit_for_review(article.id)


def test_an_empty_article_cannot_be_approved(acme: Company) -> None:
    article = write(acme, "Get a refund", "  \n")
    with acme.bound(), pytest.raises(ValidationError, match="cannot be empty"):
        publishing.publish(article.id)

    with acme.bound():
        assert Article.objects.get(id=article.id).status == "draft"


def test_a_new_workspace_can_answer_how_to_reach_a_person(acme: Company) -> None:
    run_owed("knowledge.index")

    with acme.bound():
        (article,) = Article.objects.public()
        assert article.owner
        assert article.owner.email == "ada@acme.example"
        assert search("How can I talk to a human?")[0].article_id == article.id
