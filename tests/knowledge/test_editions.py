"""The help centre in several languages: translations where there are some, else the usual text."""

import tomllib

import pytest
from django.core.exceptions import ValidationError

from knowledge import publishing, wording
from knowledge.models import Article, Audience, Collection, CollectionWords
from tests.cast import Company
from tests.knowledge.test_help_centre import HTMX, get
from tests.knowledge.writing import publish, write

ERSTATTUNG = "Sie bekommen Ihr Geld zurück.\n\n## Erstattung beantragen\n\nIn **Rechnungen**."


@pytest.fixture
def german(acme: Company, refunds: Article) -> Article:
    """Acme's article on refunds in German, on the same shelf, whose name is translated too."""
    with acme.bound():
        shelf = Collection.objects.get(slug="plans-and-billing")
        CollectionWords.objects.create(collection=shelf, language="de", name="Tarife")
    fields = {"language": "de", "translation_of": refunds, "collection": shelf}
    return publish(acme, "Geld zurückbekommen", ERSTATTUNG, **fields)


def test_each_edition_lists_its_own_version_of_an_article(
    acme: Company, refunds: Article, german: Article
) -> None:
    _, english_page = get(acme, "/help/")
    _, german_page = get(acme, "/help/de/")

    assert "Get a refund" in english_page
    assert "Geld zurückbekommen" not in english_page
    assert "Geld zurückbekommen" in german_page
    assert "Tarife" in german_page
    assert "Wie können wir helfen?" in german_page
    assert "Get a refund" not in german_page


def test_what_is_not_translated_is_shown_in_the_usual_language_and_says_so(
    acme: Company, german: Article, passwords: Article
) -> None:
    _, front = get(acme, "/help/de/")
    address = f"/help/de/{passwords.public_id}/reset-your-password/"
    _, page = get(acme, address)

    assert address in front
    assert "English</b>" in front
    assert "noch nicht auf Deutsch" in page
    assert 'lang="en" dir="ltr"' in page
    assert f'href="http://acme.localhost{passwords.get_absolute_url()}"' in page


def test_the_choice_of_language_leads_to_the_same_article(
    acme: Company, refunds: Article, german: Article
) -> None:
    client = acme.client()
    _, page = get(acme, refunds.get_absolute_url())

    assert f'href="{german.get_absolute_url()}"' in page
    assert 'hreflang="de"' in page
    for path in (
        f"/help/de/{refunds.public_id}/get-a-refund/",
        f"/help/de/{german.public_id}/another-name/",
    ):
        assert client.get(path)["Location"] == german.get_absolute_url()


def test_search_finds_an_article_once_and_in_the_readers_language(
    acme: Company, refunds: Article, german: Article
) -> None:
    _, found_here = get(acme, "/help/de/search/?q=Erstattung", **HTMX)
    _, by_english = get(acme, "/help/de/search/?q=refund", **HTMX)
    _, english = get(acme, "/help/search/?q=Erstattung", **HTMX)

    assert german.get_absolute_url() in found_here
    assert "<mark>Erstattung</mark>" in found_here
    assert german.get_absolute_url() in by_english
    assert refunds.public_id not in found_here + by_english
    assert german.public_id not in english


def test_a_reader_whose_browser_prefers_another_edition_is_told_of_it(
    acme: Company, german: Article
) -> None:
    told = acme.client().get("/help/", headers={"Accept-Language": "de-AT,de;q=0.9,en;q=0.5"})
    untold = acme.client().get("/help/", headers={"Accept-Language": "en-GB,fr"})

    assert "Diese Hilfe gibt es auf Deutsch." in told.content.decode().replace(" auch", "")
    assert "Diese Hilfe" not in untold.content.decode()


@pytest.mark.parametrize("path", ["/help/fr/", "/help/fr/search/", "/help/xx-latn/search/?q=a"])
def test_an_edition_without_articles_is_not_there(
    acme: Company, german: Article, path: str
) -> None:
    assert get(acme, path)[0] == 404


def test_a_version_that_customers_may_not_read_is_in_no_edition(
    acme: Company, refunds: Article
) -> None:
    said = {"language": "de", "translation_of": refunds}
    hidden = publish(acme, "Kulanz", ERSTATTUNG, audience=Audience.INTERNAL, **said)
    draft = write(acme, "Entwurf", ERSTATTUNG, language="fr", translation_of=refunds)
    publish(acme, "Passwort", "Drücken Sie **Passwort vergessen**.", language="de")

    pages = ["/help/", "/help/de/", "/help/de/search/?q=Erstattung+Kulanz", "/help/sitemap.xml"]
    for path in [*pages, refunds.get_absolute_url()]:
        _, page = get(acme, path)
        assert hidden.public_id not in page
        assert draft.public_id not in page
    # Nothing stands in its place but the usual text.
    assert "Get a refund" in get(acme, "/help/de/")[1]


def test_the_sitemap_names_the_versions_of_an_article(
    acme: Company, refunds: Article, german: Article
) -> None:
    _, page = get(acme, "/help/sitemap.xml")

    link = f'hreflang="de" href="http://acme.localhost{german.get_absolute_url()}"'
    assert page.count(link) == 2


def test_a_translation_of_a_translation_is_refused(
    acme: Company, refunds: Article, german: Article
) -> None:
    for original, language in [(german, "fr"), (refunds, "en"), (refunds, "de")]:
        with acme.bound(), pytest.raises(ValidationError):
            publishing.create(title="A", body="B", language=language, translation_of=original)


def test_all_languages_say_the_same_lines_with_the_same_gaps() -> None:
    usual = tomllib.loads((wording.FOLDER / "en.toml").read_text())
    assert {"en", "de", "fr", "es"} <= wording.languages()
    for language in wording.languages():
        lines = tomllib.loads((wording.FOLDER / f"{language}.toml").read_text())
        assert lines.keys() == usual.keys()
        for key, line in lines.items():
            assert line.count("{") == usual[key].count("{"), (language, key)
