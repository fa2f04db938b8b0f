"""The help centre over HTTP: what customers may read, in the tenant's colours, and no more."""

import re
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from knowledge import publishing
from knowledge.models import Article, Audience, Collection, Feedback
from tenants.brand.models import Brand
from tests.cast import Company
from tests.knowledge.writing import REFUNDS, publish, write

HTMX: dict[str, Any] = {"headers": {"HX-Request": "true"}}


def get(company: Company, path: str, **extra: Any) -> tuple[int, str]:
    response = company.client().get(path, **extra)
    return response.status_code, response.content.decode()


def test_the_front_page_shows_the_brand_and_what_is_on_the_shelves(
    acme: Company, refunds: Article
) -> None:
    write(acme, "Secret plan", "A draft.")
    publish(acme, "Handbook", "For agents.", audience=Audience.INTERNAL, shelf="Team handbook")

    status, page = get(acme, "/help/")

    assert status == 200
    assert "Acme" in page
    assert f"/help/{refunds.public_id}/get-a-refund/" in page
    assert "Plans and billing" in page
    assert "Secret plan" not in page
    assert "Team handbook" not in page


def test_shelves_stand_in_the_order_that_staff_gave_them(acme: Company) -> None:
    for position, name in [(3, "Archive"), (1, "Welcome"), (2, "Billing")]:
        publish(acme, f"About {name}", "Words.", shelf=name)
        with acme.bound():
            Collection.objects.filter(name=name).update(position=position)

    _, page = get(acme, "/help/")

    shown = [page.index(f">{name}</a>") for name in ("Welcome", "Billing", "Archive")]
    assert shown == sorted(shown)


def test_an_article_is_shown_with_its_headings_and_its_like(
    acme: Company, refunds: Article
) -> None:
    publish(acme, "Refunds for yearly plans", "You get your money back for unused months.")

    status, page = get(acme, refunds.get_absolute_url())

    assert status == 200
    assert '<h2 id="ask-for-a-refund">Ask for a refund</h2>' in page
    assert 'href="#when-it-arrives"' in page
    assert "<strong>Billing</strong>" in page
    assert "Refunds for yearly plans" in page


def test_an_old_address_leads_to_the_article(acme: Company, refunds: Article) -> None:
    response = acme.client().get(f"/help/{refunds.public_id}/its-old-name/")

    assert response.status_code == 301
    assert response["Location"] == refunds.get_absolute_url()


def test_an_address_without_its_last_slash_still_leads_there(acme: Company) -> None:
    response = acme.client().get("/help/search?q=refund")

    assert (response.status_code, response["Location"]) == (302, "/help/search/?q=refund")


def test_what_is_not_public_looks_as_if_it_had_never_been(
    acme: Company, globex: Company, refunds: Article
) -> None:
    draft = write(acme, "Get a voucher", REFUNDS)
    internal = publish(acme, "Late refunds", REFUNDS, audience=Audience.INTERNAL)

    for company, path in [
        (acme, draft.get_absolute_url()),
        (acme, internal.get_absolute_url()),
        (globex, refunds.get_absolute_url()),
        (globex, "/help/collections/plans-and-billing/"),
        (acme, "/help/nothing/to/see/"),
    ]:
        status, page = get(company, path)
        assert status == 404
        assert "There is no such page" in page
        assert "refund" not in page.lower()


def test_an_archived_article_is_gone_from_every_page(acme: Company, refunds: Article) -> None:
    with acme.bound():
        publishing.archive(refunds.id)

    for path in ["/help/", "/help/search/?q=refund", "/help/sitemap.xml"]:
        assert refunds.public_id not in get(acme, path)[1]
    assert get(acme, refunds.get_absolute_url())[0] == 404


def test_search_works_as_a_page_and_while_typing(acme: Company, refunds: Article) -> None:
    _, page = get(acme, "/help/search/?q=money+back")
    _, part = get(acme, "/help/search/?q=money+back", **HTMX)

    assert "<html" in page
    assert refunds.get_absolute_url() in page
    assert "<html" not in part
    assert refunds.get_absolute_url() in part


def test_half_a_word_finds_titles_that_hold_it(acme: Company, refunds: Article) -> None:
    assert refunds.get_absolute_url() in get(acme, "/help/search/?q=Get+a+ref", **HTMX)[1]


def test_a_search_without_results_says_so_and_offers_the_chat(
    acme: Company, refunds: Article
) -> None:
    _, page = get(acme, "/help/search/?q=zebra+breeding")

    assert "Nothing found for “zebra breeding”" in page
    assert 'data-ask="zebra breeding"' in page


@pytest.mark.parametrize("typed", ["refnud", "refnd", "get refnd"])
def test_a_slip_of_typing_is_forgiven_and_what_was_meant_is_marked(
    acme: Company, refunds: Article, typed: str
) -> None:
    _, part = get(acme, f"/help/search/?q={typed}", **HTMX)

    assert refunds.get_absolute_url() in part
    assert "<mark>refund</mark>" in part


def test_results_mark_what_was_looked_for_in_any_of_its_forms(
    acme: Company, refunds: Article
) -> None:
    publish(acme, "Late payments", "First this.\n\nThen <b>Refunding & co</b> takes five days.")

    _, part = get(acme, "/help/search/?q=refunded", **HTMX)

    assert "Get a <mark>refund</mark>" in part
    assert "… Then <mark>Refunding</mark> &amp; co takes five days." in part
    assert "First this" not in part


@pytest.mark.parametrize(
    "typed", ["<script>alert(1)</script>", "\x00", "' OR 1 --", "%", "x" * 9999]
)
def test_whatever_is_typed_stays_text(acme: Company, refunds: Article, typed: str) -> None:
    response = acme.client().get("/help/search/", {"q": typed})

    assert response.status_code == 200
    assert "<script>alert" not in response.content.decode()


def test_search_shows_nothing_of_another_tenant(
    acme: Company, globex: Company, refunds: Article
) -> None:
    assert refunds.public_id not in get(globex, "/help/search/?q=refund")[1]


def test_a_reader_says_once_whether_it_helped_and_may_add_why(
    acme: Company, refunds: Article
) -> None:
    reader = acme.client()
    path = f"/help/{refunds.public_id}/feedback/"

    asked = reader.post(path, {"helpful": "no"}, **HTMX).content.decode()
    why = {"helpful": "no", "reason": "unclear", "comment": "Where is Billing?"}
    thanked = reader.post(path, why, **HTMX)

    assert "What was missing?" in asked
    assert "Thank you" in thanked.content.decode()
    with acme.bound():
        (said,) = Feedback.objects.all()
        assert (said.is_helpful, said.reason) == (False, Feedback.Reason.UNCLEAR)
        assert said.comment == "Where is Billing?"
    assert "Was this helpful?" not in reader.get(refunds.get_absolute_url()).content.decode()


def test_a_reason_that_we_do_not_know_is_refused_and_nothing_is_kept(
    acme: Company, refunds: Article
) -> None:
    said = {"helpful": "no", "reason": "x", "comment": ""}

    response = acme.client().post(f"/help/{refunds.public_id}/feedback/", said)

    assert response.status_code == 400
    with acme.bound():
        assert not Feedback.objects.exists()


def test_feedback_without_htmx_leads_back_to_the_article(acme: Company, refunds: Article) -> None:
    response = acme.client().post(f"/help/{refunds.public_id}/feedback/", {"helpful": "yes"})

    assert (response.status_code, response["Location"]) == (
        302,
        f"{refunds.get_absolute_url()}#feedback",
    )


def test_feedback_on_another_tenants_article_is_refused(globex: Company, refunds: Article) -> None:
    response = globex.client().post(f"/help/{refunds.public_id}/feedback/", {"helpful": "yes"})

    assert response.status_code == 404


@pytest.mark.parametrize(
    ("colour", "ink"), [("#0f766e", "#ffffff"), ("#facc15", "#14120f"), ("#000000", "#ffffff")]
)
def test_the_stylesheet_carries_the_tenants_colour_and_readable_ink(
    acme: Company, globex: Company, colour: str, ink: str
) -> None:
    with acme.bound():
        Brand.objects.update(colour=colour)

    sheet = get(acme, "/help/brand.css")[1]

    assert f"--brand:{colour};--on-brand:{ink}" in sheet
    assert colour in get(acme, "/help/icon.svg")[1]
    if colour != Brand._meta.get_field("colour").default:
        assert colour not in get(globex, "/help/brand.css")[1]


def test_pages_live_under_the_strict_policy(acme: Company, refunds: Article) -> None:
    response = acme.client().get(refunds.get_absolute_url())

    assert "unsafe" not in response["Content-Security-Policy"]
    templates = Path(settings.BASE_DIR, "templates", "knowledge").glob("*.html")
    for template in templates:
        assert not re.search(r"\sstyle=|<style|<script>|\son\w+=", template.read_text())


def test_the_sitemap_lists_public_articles_with_their_host(acme: Company, refunds: Article) -> None:
    page = get(acme, "/help/sitemap.xml")[1]

    assert f"<loc>http://acme.localhost{refunds.get_absolute_url()}</loc>" in page


def test_robots_are_shown_to_the_sitemap_and_kept_from_the_doors(acme: Company) -> None:
    status, page = get(acme, "/robots.txt")

    assert status == 200
    lines = page.splitlines()
    assert lines[0] == "User-agent: *"
    assert {"Disallow: /inbox/", "Disallow: /help/search/"} <= {*lines}
    assert lines[-1] == "Sitemap: http://acme.localhost/help/sitemap.xml"
    assert "Disallow: /help/" not in lines


def test_an_empty_help_centre_says_so(acme: Company) -> None:
    with acme.bound():
        for article in Article.objects.all():
            publishing.delete(article)

    assert "No articles yet" in get(acme, "/help/")[1]
