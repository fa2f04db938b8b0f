"""``manage.py import_sources``: the same import as in the admin, from a shell."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from knowledge.models import Article, Import
from tenants.context import in_public
from tests.cast import Company
from tests.knowledge import papers
from tests.work import owed, run_owed


def run(path: Path, *options: str) -> tuple[str, str]:
    """What the command wrote, and what it complained of."""
    out, err = StringIO(), StringIO()
    to = {"stdout": out, "stderr": err}
    try:
        with in_public():  # as manage.py does
            call_command("import_sources", str(path), "--tenant", "acme", *options, **to)
    except CommandError as error:
        return out.getvalue(), f"{err.getvalue()}{error}"
    return out.getvalue(), err.getvalue()


def test_a_folder_is_brought_in_and_a_gigabyte_in_it_is_named_without_being_read(
    acme: Company, tmp_path: Path
) -> None:
    with (tmp_path / "handbook.pdf").open("wb") as sparse:
        sparse.write(b"%PDF-1.7\n")
        sparse.truncate(1024**3)
    (tmp_path / "card.pdf").write_bytes(papers.MANUAL)

    out, err = run(tmp_path, "--review")

    assert "handbook.pdf It has 1,024 MB; at most 25 MB are read." in err
    assert "1 not taken in, see above; the rest is in." in err
    assert "1 new, 1 too large." in out
    with acme.bound():
        assert Article.objects.get(external_id="card.pdf").status == "review"


def test_it_can_be_left_to_a_worker(acme: Company, tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("# A\n\nText")

    out, _ = run(tmp_path / "a.md", "--later", "--internal")

    assert "is owed" in out
    assert len(owed("knowledge.import")) == 1
    run_owed("knowledge.import")
    with acme.bound():
        assert Article.objects.get(external_id="a.md").audience == "internal"
        assert Import.objects.get().state == "done"


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        (["--collection", "Nowhere"], "there is none called 'Nowhere'"),
        (["--language", "a language of many words"], "at most 12"),
    ],
)
def test_a_wrong_option_is_named(
    acme: Company, tmp_path: Path, options: list[str], reason: str
) -> None:
    (tmp_path / "a.md").write_text("# A\n\nText")

    assert reason in run(tmp_path, *options)[1]
