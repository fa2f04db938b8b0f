"""``manage.py import_articles``: what is good goes in, what is bad is named."""

import gzip
import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from knowledge.models import Article, Collection
from knowledge.search import search
from tenants.context import in_public
from tests.cast import Company
from tests.work import owed, run_owed

GOOD = """\
---
id: refunds
title: Get a refund
collection: Plans and billing
summary: Thirty days, no questions.
owner: bo@acme.example
review_by: 2027-05-31
---

Write to us within 30 days.
"""
BAD = {
    "unclosed.md": (b"---\ntitle: Open\n\nText", "the closing --- is missing"),
    "yaml.md": (b"---\ntitle: [unclosed\n---\nText", "broken front matter: line"),
    "list.md": (b"---\n- a\n- b\n---\nText", "not a list of 'key: value' lines"),
    "untitled.md": (b"---\nid: x\n---\nText", "title is missing"),
    "plain.md": (b"Just words.", "title is missing"),
    "latin.md": ("# Größe\n\nText".encode("latin-1"), "not UTF-8: byte 0xf6"),
    "zero.md": (b"# Zero\n\nText\x00", "zero byte"),
    "half.md": (b'---\ntitle: "a\\ud800"\n---\nText', "title holds half a character"),
    "half.jsonl": (b'{"id": "\\ud800", "title": "T", "body": "b"}', "id holds half a character"),
    "status.md": (b"---\ntitle: T\nstatus: live\n---\nText", "status is 'live'; it can be draft"),
    "day.md": (b"---\ntitle: T\nreview_by: soon\n---\nText", "review_by must be a day"),
    "twin.md": (GOOD.encode(), "duplicate id 'refunds', first seen in refunds.md"),
    "empty.md": (b"---\ntitle: T\n---\n", "An approved article cannot be empty"),
    "long.md": (b"# " + b"long " * 80 + b"\n\nText", "title: Ensure this value has at most 300"),
    "page.html": (b"<p>No title</p>", "neither <title> nor <h1>"),
    "lines.jsonl": (b'{"id": "a", "body": "b"}\n', "title is missing"),
    "torn.jsonl": (b'{"id": "a", ', "broken JSON"),
    "number.jsonl": (b'{"id": "n", "title": 5, "body": "b"}', "title must be text, not a number"),
    "endless.jsonl.gz": (gzip.compress(b"x" * 7_000_000 + b"\n[]\n"), "of more than 6 MB"),
    "cut.jsonl.gz": (gzip.compress(b"x" * 9_999)[:40], "cannot be read to its end"),
}


def run(path: Path, *, tenant: str = "acme", index: str = "now") -> tuple[str, str, int]:
    """What the command wrote, what it complained of, and its exit code."""
    out, err = StringIO(), StringIO()
    to = {"stdout": out, "stderr": err}
    try:
        with in_public():  # as manage.py does
            call_command("import_articles", str(path), tenant=tenant, index=index, **to)
    except CommandError as error:
        return out.getvalue(), f"{err.getvalue()}{error}", error.returncode
    return out.getvalue(), err.getvalue(), 0


def imported(company: Company) -> list[Article]:
    with company.bound():
        return list(Article.objects.exclude(external_id=None).order_by("external_id"))


def lines(folder: Path, *articles: dict[str, str]) -> Path:
    file = folder / "articles.jsonl.gz"
    file.write_bytes(gzip.compress("\n".join(map(json.dumps, articles)).encode()))
    return file


def test_a_markdown_folder_is_imported_and_found(acme: Company, tmp_path: Path) -> None:
    (tmp_path / "billing").mkdir()
    (tmp_path / "billing" / "refunds.md").write_text(GOOD)
    (tmp_path / "billing" / "notes.txt").write_text("not an article")

    out, err, code = run(tmp_path)

    assert (err, code) == ("", 0)
    assert "billing/refunds.md: Get a refund" in out
    assert "1 new, 0 changed, 0 unchanged, 0 refused." in out
    (article,) = imported(acme)
    assert (article.status, article.summary) == ("approved", "Thirty days, no questions.")
    with acme.bound():
        assert article.owner
        assert article.owner.email == "bo@acme.example"
        assert Collection.objects.get(slug="plans-and-billing").articles.get() == article
        assert search("refund")[0].article_id == article.id


@pytest.mark.parametrize("name", BAD)
def test_a_bad_file_is_named_with_its_reason_and_the_rest_is_imported(
    acme: Company, tmp_path: Path, name: str
) -> None:
    content, reason = BAD[name]
    (tmp_path / "refunds.md").write_text(GOOD)
    (tmp_path / name).write_bytes(content)

    _, err, code = run(tmp_path, index="later")

    assert code == 1
    assert name in err
    assert reason in err
    assert [article.external_id for article in imported(acme)] == ["refunds"]


def test_doing_it_again_touches_nothing(acme: Company, tmp_path: Path) -> None:
    file = lines(tmp_path, {"id": "1", "title": "One", "body": "First."})
    run(file)
    before = imported(acme)[0].updated_at

    out, _, _ = run(file)

    assert "0 new, 0 changed, 1 unchanged" in out
    assert imported(acme)[0].updated_at == before


def test_a_changed_article_is_updated_and_found_by_its_new_words(
    acme: Company, tmp_path: Path
) -> None:
    run(lines(tmp_path, {"id": "1", "title": "Opening hours", "body": "From nine to five."}))

    out, _, _ = run(lines(tmp_path, {"id": "1", "title": "Opening hours", "body": "All night."}))

    assert "0 new, 1 changed" in out
    with acme.bound():
        assert search("opening hours")[0].text == "All night."


def test_an_empty_title_is_allowed(acme: Company, tmp_path: Path) -> None:
    _, _, code = run(lines(tmp_path, {"id": "1", "title": "", "body": "Bring a towel to the gym."}))

    assert code == 0
    assert str(imported(acme)[0]) == "Bring a towel to the gym."


def test_a_web_page_loses_what_surrounds_its_text(acme: Company, tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text(
        "<title>Site</title><nav>Home | Shop</nav><main><h1>Pay by card</h1>"
        "<script>alert(1)</script><h2>Fees</h2><p>We take <b>no</b> fee.</p></main>"
    )

    run(tmp_path)

    (article,) = imported(acme)
    assert (article.title, article.body) == ("Pay by card", "## Fees\n\nWe take **no** fee.\n")


def test_later_leaves_the_indexing_to_a_worker(acme: Company, tmp_path: Path) -> None:
    run_owed()
    run(lines(tmp_path, {"id": "1", "title": "Towels", "body": "Bring one."}), index="later")

    with acme.bound():
        assert not [hit for hit in search("towels") if hit.article_title == "Towels"]
    assert len(owed("knowledge.index")) == 1
    run_owed()
    with acme.bound():
        assert search("towels")[0].article_title == "Towels"


def test_an_import_reaches_its_own_tenant_only(
    acme: Company, globex: Company, tmp_path: Path
) -> None:
    run(lines(tmp_path, {"id": "1", "title": "Towels", "body": "Bring one."}), tenant="globex")

    assert imported(acme) == []
    assert len(imported(globex)) == 1


@pytest.mark.parametrize(
    ("path", "tenant", "reason"),
    [
        (".", "nobody", "there is no workspace 'nobody'"),
        ("missing", "acme", "nothing at"),
        (".", "acme", "holds no"),
    ],
)
def test_a_wrong_argument_is_named(
    acme: Company, tmp_path: Path, path: str, tenant: str, reason: str
) -> None:
    _, err, code = run(tmp_path / path, tenant=tenant)

    assert code == 1
    assert reason in err
