"""A site is read within its limits and ours, and what it does to us has a name."""

import time
from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from knowledge.models import Article, Import, ImportItem, Site
from knowledge.search import search
from knowledge.sources import fetching
from knowledge.tasks import read_sites
from tenants.context import in_public
from tests.cast import Company
from tests.knowledge.test_content_admin import editor
from tests.knowledge.webs import START, Page, Web, html, served
from tests.work import owed, run_owed

__all__ = ["editor"]

WORDS = "You can pay with any card that your bank has given you, at any hour of the day."
FORM = {
    "name": "Docs",
    "url": START,
    "max_pages": "50",
    "max_depth": "3",
    "every_days": "7",
    "audience": "public",
    "language": "en",
    "collection": "",
    "owner": "",
}


@pytest.fixture
def web(monkeypatch: pytest.MonkeyPatch, settings: Any) -> Iterator[Web]:
    settings.SITE_PRIVATE_ADDRESSES = False
    monkeypatch.setattr("knowledge.imports.crawling.PAUSE_SECONDS", 0.0)
    with served(monkeypatch) as site:
        site.write("/", "Welcome", "This is where you learn how everything works.", "/pay")
        site.write("/pay", "Pay by card", WORDS, "/", "/hours#top")
        site.write("/hours", "Opening hours", "We are open from nine to five on every day.")
        yield site


def read(client: Client, **changed: Any) -> None:
    """Add the site, or read it again, and let the workers do what that makes owed."""
    answer = client.post("/admin/knowledge/site/add/", FORM | changed)
    assert answer.status_code == 302, answer.content.decode()[-3_000:]
    run_owed("knowledge.import")


def again(company: Company, client: Client) -> None:
    with company.bound():
        site = Site.objects.get()
    client.post(f"/admin/knowledge/site/{site.pk}/read/")
    run_owed("knowledge.import")


def results(company: Company) -> dict[str, str]:
    """Path → outcome in the newest import."""
    with company.bound():
        items = ImportItem.objects.filter(run=Import.objects.first())
        return {item.name.replace(START, "/"): item.outcome for item in items}


def test_the_pages_of_a_site_become_articles_that_are_found(
    acme: Company, editor: Client, web: Web
) -> None:
    read(editor)
    run_owed("knowledge.index")

    assert results(acme) == {"/": "new", "/pay": "new", "/hours": "new"}
    with acme.bound():
        article = Article.objects.get(external_id=f"{START}pay")
        assert (article.title, article.body) == ("Pay by card", WORDS + "\n")
        assert search("which card can I pay with")[0].article_id == article.pk


def test_robots_and_limits_hold(acme: Company, editor: Client, web: Web) -> None:
    web.pages["/robots.txt"] = (200, {}, b"User-agent: *\nDisallow: /private\n")
    web.write("/", "Welcome", "Here we begin.", "/private/x", "/a", "http://elsewhere.example/")
    web.write("/a", "Page A", "The first of many pages.", "/b")
    web.write("/b", "Page B", "The second of many pages.", "/c")
    web.write("/c", "Page C", "It lies too deep.", "/d")
    web.write("/hidden", "Hidden", "Not for you.")

    read(editor, max_depth="2")

    assert results(acme) == {"/": "new", "/private/x": "forbidden", "/a": "new", "/b": "new"}
    assert "/private/x" not in web.asked
    assert not [path for path in web.asked if path in ("/c", "/d")]


def test_a_huge_site_ends_at_its_limit_and_says_so(acme: Company, editor: Client, web: Web) -> None:
    web.write("/", "Welcome", "Many.", *(f"/{at}" for at in range(400)))
    for at in range(400):
        web.write(
            f"/{at}", f"Page {at}", f"Words of page {at} alone.", *(f"/{n}" for n in range(9))
        )

    read(editor, max_pages="6")

    found = results(acme)
    assert list(found.values()).count("new") == 6
    assert found["Further pages"] == "beyond"


def test_a_sitemap_names_pages_that_nothing_links_to(
    acme: Company, editor: Client, web: Web
) -> None:
    listed = f"<urlset><url><loc>{START}alone</loc></url></urlset>"
    index = f"<sitemapindex><sitemap><loc>{START}map2.xml</loc></sitemap></sitemapindex>"
    web.pages["/robots.txt"] = (200, {}, f"Sitemap: {START}map.xml".encode())
    web.pages["/map.xml"] = (200, {}, index.encode())
    web.pages["/map2.xml"] = (200, {}, listed.encode())
    web.write("/alone", "Alone", "Nothing leads here but the map.")

    read(editor)

    assert results(acme)["/alone"] == "new"


def test_a_page_that_is_gone_is_archived_and_a_changed_one_updated(
    acme: Company, editor: Client, web: Web
) -> None:
    read(editor)
    del web.pages["/hours"]
    web.write("/pay", "Pay by card", WORDS + " Cash is fine too.", "/")

    again(acme, editor)

    assert results(acme) == {"/": "unchanged", "/pay": "changed", "/hours": "gone"}
    with acme.bound():
        assert Article.objects.get(title="Opening hours").status == "archived"
        assert not [hit for hit in search("hours") if hit.article_title == "Opening hours"]


def test_a_page_that_is_only_away_today_stays(acme: Company, editor: Client, web: Web) -> None:
    read(editor)
    web.pages["/hours"] = (503, {}, b"")

    again(acme, editor)

    assert results(acme)["/hours"] == "unreachable"
    with acme.bound():
        assert Article.objects.get(title="Opening hours").status == "approved"


def _trickle(asked: BaseHTTPRequestHandler) -> None:
    asked.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n")
    for _ in range(100):
        try:
            asked.wfile.write(b"<p>word ")
        except OSError:
            return
        time.sleep(0.1)


def _flood(asked: BaseHTTPRequestHandler) -> None:
    asked.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n")
    try:
        for _ in range(200):
            asked.wfile.write(b"x" * 1_000_000)
    except OSError:
        return


# Path → where it redirects to; and path → what it gives; and what becomes of each.
_REDIRECTS = {
    "/inside": "http://127.0.0.1:8000/admin/",
    "/cloud": "http://169.254.169.254/latest/meta-data/",
    "/mapped": "http://[::ffff:127.0.0.1]/",
    "/local": "http://localhost/",
    "/other": "http://elsewhere.example/",
    "/round": "/about",
    "/about": "/round",
    **{f"/hop{at}": f"/hop{at + 1}" for at in range(9)},
}
_GIVEN: dict[str, Page] = {
    "/slow": _trickle,
    "/huge": _flood,
    "/picture": (200, {"Content-Type": "image/png"}, b"\x89PNG"),
    "/packed": (200, {"Content-Encoding": "gzip"}, b"\x1f\x8b"),
    "/script": html("<script>write()</script>"),
    "/unlisted": html('<meta name="robots" content="noindex"><p>Words</p>'),
    "/deep": html("<div>" * 30_000 + "words"),
}
_WANTED = {
    **dict.fromkeys(["/inside", "/cloud", "/mapped", "/local"], "inside"),
    **dict.fromkeys(["/round", "/about", "/hop0"], "circles"),
    **dict.fromkeys(["/packed", "/missing"], "unreachable"),
    "/other": "elsewhere",
    "/slow": "slow",
    "/huge": "too_large",
    "/picture": "unknown_type",
    "/script": "empty",
    "/unlisted": "forbidden",
}


def test_what_a_site_may_do_to_us_has_a_name_and_the_other_pages_are_in(
    acme: Company, editor: Client, web: Web, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fetching, "SECONDS", 1.0)
    for path, to in _REDIRECTS.items():
        web.redirect(path, to)
    web.pages |= _GIVEN
    web.write("/", "Welcome", "Here we begin.", *_WANTED, "/deep", "/pay")

    read(editor)

    found = results(acme)
    assert found.pop("/deep") in ("new", "too_costly", "corrupt", "empty")
    assert found == _WANTED | {"/": "new", "/pay": "new", "/hours": "new"}
    assert owed("knowledge.import") == []


def test_a_name_that_turns_to_an_address_inside_is_not_followed(
    acme: Company, editor: Client, web: Web
) -> None:
    """After the first page the name stands for the machine itself (DNS rebinding)."""

    def turn(asked: BaseHTTPRequestHandler) -> None:
        web.names["docs.example"] = ["127.0.0.1"]
        asked.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n")
        asked.wfile.write(b"<main><h1>Welcome</h1><p>Words.</p></main><a href=/pay>pay</a>")

    web.pages["/"] = turn

    read(editor)

    assert results(acme) == {"/": "new", "/pay": "inside"}
    assert "/pay" not in web.asked


@pytest.mark.parametrize(
    "addresses", [["127.0.0.1"], ["10.0.0.7"], ["93.184.215.14", "::1"], ["64:ff9b::7f00:1"]]
)
def test_a_site_inside_our_network_is_not_asked_anything(
    acme: Company, editor: Client, web: Web, addresses: list[str]
) -> None:
    web.names["docs.example"] = addresses

    read(editor)

    assert results(acme) == {"/": "inside"}
    assert web.connected == []


def test_without_the_guard_it_would_be_asked(
    acme: Company, editor: Client, web: Web, settings: Any
) -> None:
    settings.SITE_PRIVATE_ADDRESSES = True
    web.names["docs.example"] = ["127.0.0.1"]

    with pytest.raises(AssertionError, match=r"a connection to 127\.0\.0\.1"):
        fetching.fetch(START)


def test_a_site_is_read_again_when_its_days_are_over(
    acme: Company, editor: Client, web: Web
) -> None:
    read(editor)
    with in_public():
        read_sites()
    run_owed()
    with acme.bound():
        assert Import.objects.count() == 1
        Site.objects.update(read_at=timezone.now() - timedelta(days=8))

    with in_public():
        read_sites()
    run_owed()

    with acme.bound():
        assert Import.objects.count() == 2
    assert set(results(acme).values()) == {"unchanged"}


def test_the_command_reads_a_site_and_names_what_it_could_not(acme: Company, web: Web) -> None:
    web.redirect("/hours", "http://127.0.0.1/")
    out, err = StringIO(), StringIO()

    with in_public(), pytest.raises(CommandError, match="1 not taken in"):
        call_command("import_sources", START, tenant="acme", stdout=out, stderr=err)

    assert "Pay by card" in out.getvalue()
    assert "Leads into a private network" in err.getvalue()
    assert owed("knowledge.import") == []
