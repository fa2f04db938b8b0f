"""``manage.py evaluate retrieval``: figures of search on questions whose answers are known."""

import gzip
import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from pytest_django.fixtures import Settings

from knowledge.evaluating import auroc, percentile
from tenants.context import in_public
from tenants.models import Tenant
from tests.cast import Company

Row = dict[str, Any]

ARTICLES: list[Row] = [
    {"id": "refund", "title": "Get a refund", "body": "Ask for your money back in 30 days."},
    {"id": "login", "title": "Reset your password", "body": "Press Forgot password to log in."},
    {"id": "empty", "title": "Nothing yet", "body": ""},
]
QUESTIONS: list[Row] = [
    {"id": "1", "question": "How do I get my money back?", "history": [], "relevant": ["refund"]},
    {
        "id": "2",
        "question": "And how long do I have?",
        "history": [{"role": "contact", "text": "Can I have a refund?"}],
        "relevant": ["refund"],
    },
]
UNANSWERABLE: Row = {
    "id": "3",
    "question": "Who won the derby?",
    "relevant": [],
    "answerable": False,
}


def written(place: Path, rows: list[Row]) -> Path:
    with gzip.open(place, "wt") as lines:
        lines.writelines(json.dumps(row) + "\n" for row in rows)
    return place


def evaluate(*arguments: Any) -> dict[str, Any]:
    out = io.StringIO()
    call_command("evaluate", "retrieval", *map(str, arguments), "--json", stdout=out)
    figures: dict[str, Any] = json.loads(out.getvalue().splitlines()[-1])
    return figures


@pytest.fixture
def articles(tmp_path: Path, settings: Settings) -> Path:
    settings.EMBEDDINGS_CACHE = str(tmp_path / "vectors.sqlite")
    return written(tmp_path / "articles.jsonl.gz", ARTICLES)


def test_finds_what_answers_and_leaves_no_workspace_behind(
    acme: Company, articles: Path, tmp_path: Path
) -> None:
    questions = written(tmp_path / "questions.jsonl.gz", QUESTIONS)

    figures = evaluate("--articles", articles, "--questions", questions)

    assert figures["n"] == 2
    assert figures["recall_at_5"] == figures["hit_at_10"] == figures["mrr_at_10"] == 1.0
    assert figures["ms_per_question_p95"] >= figures["ms_per_question_p50"] > 0
    assert "auroc" not in figures
    with in_public():
        assert not Tenant.objects.filter(slug__startswith="evaluation-").exists()


def test_says_what_the_threshold_lets_through_when_something_cannot_be_answered(
    acme: Company, articles: Path, tmp_path: Path
) -> None:
    questions = written(tmp_path / "questions.jsonl.gz", [*QUESTIONS, UNANSWERABLE])

    figures = evaluate("--articles", articles, "--questions", questions)

    assert figures["auroc"] == 1.0
    assert figures["wrong_answer_share"] == 0.0
    assert 0 < figures["answered_share"] <= 0.6667


def test_searches_a_workspace_that_is_there(acme: Company, tmp_path: Path) -> None:
    questions = written(tmp_path / "questions.jsonl.gz", QUESTIONS)

    figures = evaluate("--tenant", "acme", "--questions", questions)

    assert figures["hit_at_10"] == 0.0  # it has none of these articles


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ("no json", "questions.jsonl:1: is no JSON"),
        ("[]", "questions.jsonl:1: must be one JSON object"),
        ('{"id": "1"}', "questions.jsonl:1: a question needs id, question and relevant"),
    ],
)
def test_names_the_line_that_is_wrong(
    acme: Company, articles: Path, tmp_path: Path, row: str, words: str
) -> None:
    questions = tmp_path / "questions.jsonl"
    questions.write_text(row)

    with pytest.raises(CommandError, match=words):
        evaluate("--articles", articles, "--questions", questions)


def test_measures_are_those_of_the_books() -> None:
    assert auroc([0.9, 0.8, 0.3], [True, True, False]) == 1.0
    assert auroc([0.5, 0.5], [True, False]) == 0.5
    assert auroc([0.5], [True]) is None
    assert [percentile([1, 2, 3, 4], share) for share in (0.5, 0.95, 1)] == [2, 4, 4]
