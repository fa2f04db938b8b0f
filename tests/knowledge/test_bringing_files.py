"""Files come in through the admin: each with a named result, and none brings a worker down."""

from io import BytesIO
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from knowledge.models import Article, Import, ImportItem
from knowledge.search import search
from knowledge.sources import files
from tests.cast import Company
from tests.knowledge import papers
from tests.knowledge.test_content_admin import editor
from tests.knowledge.writing import REFUNDS, publish
from tests.work import owed, run_owed

__all__ = ["editor"]

ADD = "/admin/knowledge/import/add/"
CHOSEN = {"kind": "files", "audience": "public", "collection": "", "language": "en"}
GOOD = ("refunds.md", b"# Get a refund\n\nWrite to us within 30 days.")
QUESTIONS = (
    "question,answer\nHow do I pay?,By card.\nWhere are you?,\nWhen are you open?,All day.\n"
)


def bring(client: Client, *named: tuple[str, bytes], **chosen: Any) -> Import:
    """Upload these files and let the workers do what that makes owed."""
    sent = [_file(name, content) for name, content in named]
    answer = client.post(ADD, {**CHOSEN, "documents": sent, **chosen})
    assert answer.status_code == 302, answer.content.decode()[:2_000]
    run_owed("knowledge.import")
    return Import(pk=int(answer["Location"].split("/")[-3]))


def _file(name: str, content: bytes) -> BytesIO:
    file = BytesIO(content)
    file.name = name
    return file


def results(company: Company, run: Import) -> dict[str, str]:
    with company.bound():
        return dict(ImportItem.objects.filter(run=run).values_list("name", "outcome"))


def report(client: Client, run: Import, query: str = "") -> str:
    return client.get(f"/admin/knowledge/import/{run.pk}/change/{query}").content.decode()


# Name → what it holds, the title it becomes, and words of the article.
_KINDS: dict[str, tuple[bytes, str, str]] = {
    "refunds.md": (GOOD[1], "Get a refund", "Write to us within 30 days."),
    "card.pdf": (papers.MANUAL, "Pay by card", "## When it arrives\n\nThe money arrives"),
    "tour.docx": (papers.word("Take the tour", "It starts at noon."), "Take the tour", "noon."),
    "plan.html": (
        b"<title>Shop</title><nav>Home</nav>"
        b"<main><h1>Change plan</h1><ol><li>Open<li>Pay</ol></main>",
        "Change plan",
        "1. Open\n2. Pay",
    ),
    "preise.csv": (b"Frage;Antwort\nWas kostet es?;Nichts.\n", "Was kostet es?", "Nichts."),
    "a.jsonl": (b'{"id": "x", "title": "Towels", "body": "Bring one."}', "Towels", "Bring one."),
}


def test_every_kind_of_file_becomes_an_article_that_is_found(acme: Company, editor: Client) -> None:
    bring(editor, *[(name, content) for name, (content, _, _) in _KINDS.items()])
    run_owed("knowledge.index")

    with acme.bound():
        for _, title, says in _KINDS.values():
            article = Article.objects.get(title=title)
            assert says in article.body
            assert article.status == "approved"
            assert search(f"{title} {says}")[0].article_id == article.pk


_HOSTILE = {
    "empty.md": (b"", "empty"),
    "blank.md": (b"# Title only\n", "refused"),
    "picture.md": (b"\x89PNG\r\n\x1a\n" + b"0" * 99, "wrong_type"),
    "program.html": (b"\x00\x01\x02" * 50, "wrong_type"),
    "note.exe": (b"MZ" + b"0" * 99, "unknown_type"),
    "latin.md": ("# Größe\n\nText".encode("latin-1"), "refused"),
    "scan.pdf": (papers.SCAN, "scanned"),
    "locked.pdf": (papers.locked(papers.MANUAL), "locked"),
    "torn.pdf": (papers.MANUAL[:60], "corrupt"),
    "noise.pdf": (b"%PDF-1.7\n" + bytes(range(256)) * 40, "corrupt"),
    "fake.pdf": (b"Just words.", "wrong_type"),
    "locked.docx": (papers.LOCKED_WORD, "locked"),
    "torn.docx": (papers.word("A", "b")[:200], "corrupt"),
    "bomb.docx": (papers.BOMB, "bomb"),
    "laughs.docx": (papers.LAUGHS, "corrupt"),
    "zip.docx": (papers.word("A", "b").replace(b"word/document", b"xord/document"), "wrong_type"),
    "columns.csv": (b"a,b\n1,2\n", "refused"),
    "nested.jsonl": (b"[" * 90_000, "read"),
    "long.md": (b"# Long\n\n" + b"word " * 400_000, "refused"),
    "endless.md": (b"# Endless\n\n" + b"word " * 1_300_000, "refused"),
}


def test_every_bad_file_has_a_named_result_and_the_good_one_beside_it_is_in(
    acme: Company, editor: Client
) -> None:
    named = [(name, content) for name, (content, _) in _HOSTILE.items()]

    run = bring(editor, *named, GOOD)

    wanted = {name: outcome for name, (_, outcome) in _HOSTILE.items()}
    found = results(acme, run)
    assert found == wanted | {"refunds.md": "new", "nested.jsonl, line 1": "refused"}
    assert owed("knowledge.import") == []
    page = report(editor, run)
    for words in ["Password-protected", "Scanned, without text", "Unpacks to too much", "Damaged"]:
        assert words in page
    assert "It has 2000008 letters; at most 500,000." not in page
    assert "at most 500,000. Split it by topic." in page
    assert "An article of more than 6 MB" in page


def test_a_file_over_the_limit_is_named_and_not_kept(
    acme: Company, editor: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("knowledge.imports.starting.MAX_BYTES", 1_000)

    run = bring(editor, ("large.pdf", papers.MANUAL + b"\n" * 1_000), GOOD)

    assert results(acme, run) == {"large.pdf": "too_large", "refunds.md": "new"}
    with acme.bound():
        assert ImportItem.objects.get(run=run, name="large.pdf").stored == ""


def test_a_gigabyte_is_named_though_the_browser_does_not_send_it(
    acme: Company, editor: Client
) -> None:
    run = bring(editor, GOOD, left_out=["Handbook: all of it.pdf:1073741824", "torn", ":5", "x:y"])

    found = results(acme, run)
    assert found == {"Handbook: all of it.pdf": "too_large", "refunds.md": "new"}
    assert "It has 1,024 MB; at most 25 MB are read." in report(editor, run)
    assert settings.REQUEST_MAX_BYTES < 1_073_741_824  # helpdesk.bodies ends such a request


def test_rows_of_a_table_have_results_of_their_own(acme: Company, editor: Client) -> None:
    run = bring(editor, ("faq.csv", QUESTIONS.encode()))

    assert results(acme, run) == {
        "faq.csv": "read",
        "faq.csv, row 2": "new",
        "faq.csv, row 3": "refused",
        "faq.csv, row 4": "new",
    }
    assert "The answer is empty." in report(editor, run, "?show=refused")
    assert "row 2" not in report(editor, run, "?show=refused")


def test_doing_it_again_changes_nothing_and_a_changed_file_its_article(
    acme: Company, editor: Client
) -> None:
    bring(editor, GOOD)

    assert results(acme, bring(editor, GOOD)) == {"refunds.md": "unchanged"}
    changed = ("refunds.md", b"# Get a refund\n\nWrite to us within 60 days, or call.")
    assert results(acme, bring(editor, changed)) == {"refunds.md": "changed"}
    with acme.bound():
        assert Article.objects.get(external_id="refunds.md").version == 2


def test_what_says_nearly_the_same_is_found_before_it_is_indexed(
    acme: Company, editor: Client
) -> None:
    twin = publish(acme, "Get a refund", REFUNDS)
    near = f"# Get a refund\n\n{REFUNDS}\nThank you.\n"
    other = "# Get an invoice\n\n" + REFUNDS.replace("refund", "invoice").replace("money", "paper")

    run = bring(editor, ("near.md", near.encode()), ("other.md", other.encode()))

    assert results(acme, run) == {"near.md": "duplicate", "other.md": "new"}
    with acme.bound():
        assert ImportItem.objects.get(run=run, name="near.md").twin == twin
        assert not Article.objects.filter(external_id="near.md").exists()
    assert "The same as" in report(editor, run)


def test_what_a_person_approves_first_waits_for_that(acme: Company, editor: Client) -> None:
    bring(editor, GOOD, needs_review="on", audience="internal")

    with acme.bound():
        article = Article.objects.get(external_id="refunds.md")
        assert (article.status, article.audience) == ("review", "internal")
        assert article.owner
        assert article.owner.name == "Edith"


def test_an_internal_import_makes_nothing_public_whatever_a_file_says(
    acme: Company, editor: Client
) -> None:
    bring(editor, ("a.md", b"---\ntitle: A\naudience: public\n---\nText"), audience="internal")

    with acme.bound():
        assert Article.objects.get(external_id="a.md").audience == "internal"


def test_originals_are_kept_and_come_back_as_they_were(
    acme: Company, globex: Company, editor: Client
) -> None:
    run = bring(editor, ("card.pdf", papers.MANUAL))
    with acme.bound():
        item = ImportItem.objects.get(run=run)
    address = f"/admin/knowledge/import/{run.pk}/original/{item.pk}/"

    answer = editor.get(address)

    assert answer.content == papers.MANUAL
    assert answer["Content-Disposition"] == 'attachment; filename="card.pdf"'
    assert "sandbox" in answer["Content-Security-Policy"]
    assert globex.client(globex.agent("Gus")).get(address).status_code == 404


def test_originals_go_with_their_import(acme: Company, editor: Client) -> None:
    run = bring(editor, GOOD)
    with acme.bound():
        stored = ImportItem.objects.get(run=run).stored
    path = settings.MEDIA_ROOT / stored
    assert path.exists()

    editor.post(f"/admin/knowledge/import/{run.pk}/delete/", {"post": "yes"})
    run_owed("knowledge.erase_originals")

    assert not path.exists()
    with acme.bound():
        assert Article.objects.filter(external_id="refunds.md").exists()


def test_a_stopped_import_leaves_the_rest_and_says_so(acme: Company, editor: Client) -> None:
    files_ = [_file(f"{at}.md", b"# T%d\n\nText %d" % (at, at)) for at in range(3)]
    answer = editor.post(ADD, {**CHOSEN, "documents": files_})
    run = Import(pk=int(answer["Location"].split("/")[-3]))

    assert "Waiting for a worker" in report(editor, run)
    editor.post(f"/admin/knowledge/import/{run.pk}/cancel/")
    run_owed("knowledge.import")

    assert set(results(acme, run).values()) == {"cancelled"}
    assert "Cancelled" in report(editor, run)


def test_a_long_import_goes_on_in_further_jobs(
    acme: Company, editor: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("knowledge.imports.working.SLICE_SECONDS", 0.0)

    named = [(f"{at}.md", b"# Title %d\n\nOther words %d" % (at, at)) for at in range(3)]
    run = bring(editor, *named)

    assert set(results(acme, run).values()) == {"new"}
    with acme.bound():
        assert Import.objects.get(pk=run.pk).state == "done"


def test_an_item_that_costs_workers_their_lives_is_given_up(acme: Company, editor: Client) -> None:
    answer = editor.post(ADD, {**CHOSEN, "documents": [_file("a.md", GOOD[1]), _file(*GOOD)]})
    run = Import(pk=int(answer["Location"].split("/")[-3]))
    with acme.bound():
        ImportItem.objects.filter(name="a.md").update(tries=3)

    run_owed("knowledge.import")

    assert results(acme, run) == {"a.md": "too_costly", "refunds.md": "new"}


def test_progress_is_asked_for_while_it_runs_and_no_longer(acme: Company, editor: Client) -> None:
    answer = editor.post(ADD, {**CHOSEN, "documents": [_file(*GOOD)]})
    address = answer["Location"].replace("/change/", "/progress/")

    assert "every 2s" in editor.get(address).content.decode()
    run_owed("knowledge.import")
    assert "every 2s" not in editor.get(address).content.decode()


def test_nothing_chosen_is_said(acme: Company, editor: Client) -> None:
    answer = editor.post(ADD, CHOSEN)

    assert "Choose at least one file." in answer.content.decode()


def test_who_may_not_write_articles_may_not_bring_any(acme: Company) -> None:
    client = acme.client(acme.agent("Bo"))

    assert client.post(ADD, {**CHOSEN, "documents": [_file(*GOOD)]}).status_code in (302, 403)
    with acme.bound():
        assert not Import.objects.exists()


def test_the_limit_of_a_file_is_below_that_of_a_request() -> None:
    assert files.MAX_BYTES < settings.REQUEST_MAX_BYTES
