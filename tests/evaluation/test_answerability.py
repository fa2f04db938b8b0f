"""``manage.py evaluate answerability``: what becomes of what can, and cannot, be answered."""

import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from pytest_django.fixtures import Settings

from escalation.deciding import Exchange
from helpdesk.assistant.calibration import bins, calibration_error
from helpdesk.evaluation.dialogues import exchanges
from tenants.context import in_public
from tenants.models import Tenant
from tests.cast import Company
from tests.evaluation.test_retrieval import Row, written

REFUND = {"id": "p1", "body": "You can have your money back within 30 days. Ask for a refund."}
EXPORT = {"id": "p2", "body": "Export all your data from the settings. You get a mail with a link."}
CASES: list[Row] = [
    {"question": "Can I have my money back?", "passages": [REFUND], "kind": "ANSWERABLE"},
    {"question": "How do I export all my data?", "passages": [EXPORT], "kind": "PARTIAL"},
    {"question": "Who won the derby in Lisbon?", "passages": [], "kind": "UNANSWERABLE"},
    {"question": "Is this language hard to learn?", "passages": [], "kind": "UNDERSPECIFIED"},
    {"question": "Thank you!", "passages": [], "kind": "CONVERSATIONAL"},
]
TASKS = [
    case | {"domain": "shop", "history": [], "id": str(number)} for number, case in enumerate(CASES)
]


@pytest.fixture(autouse=True)
def _remembered(tmp_path: Path, settings: Settings) -> None:
    settings.EMBEDDINGS_CACHE = str(tmp_path / "vectors.sqlite")


def evaluate(path: Path) -> dict[str, Any]:
    out = io.StringIO()
    call_command("evaluate", "answerability", "--tasks", str(path), "--json", stdout=out)
    figures: dict[str, Any] = json.loads(out.getvalue().splitlines()[-1])
    return figures


def test_each_kind_is_told_apart_and_no_workspace_is_left(acme: Company, tmp_path: Path) -> None:
    figures = evaluate(written(tmp_path / "tasks.jsonl.gz", TASKS))

    assert figures["n"] == 5
    assert figures["unanswerable_not_answered"] == 1.0
    assert figures["answerable_refused"] == 0.0
    assert figures["answerable_right"] == 1.0
    assert figures["underspecified_asked_back"] == 1.0
    assert figures["conversational_refused"] == 0.0
    assert figures["by_kind"]["PARTIAL"]["answered"] == 1
    assert figures["auroc"] == 1.0
    assert 0 < figures["ece"] < 0.5
    with in_public():
        assert not Tenant.objects.filter(slug__startswith="evaluation-").exists()


def test_what_becomes_of_a_question_does_not_hang_on_how_it_is_judged(
    acme: Company, tmp_path: Path
) -> None:
    kinds = ["UNANSWERABLE", "UNANSWERABLE", "ANSWERABLE", "ANSWERABLE", "ANSWERABLE"]
    swapped = [task | {"kind": kind} for task, kind in zip(TASKS, kinds, strict=True)]

    figures = evaluate(written(tmp_path / "tasks.jsonl.gz", swapped))

    assert figures["unanswerable_not_answered"] == 0.0
    assert figures["answerable_refused"] == 0.6667
    assert figures["auroc"] < 0.5


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"kind": "MAYBE"}, "tasks.jsonl.gz:1: .*kind is 'MAYBE'"),
        ({"passages": [{"id": "p"}]}, "tasks.jsonl.gz:1: .*body is missing"),
        ({"history": [{"role": "contact"}]}, "tasks.jsonl.gz:1: a task needs"),
    ],
)
def test_names_the_line_that_is_wrong(
    acme: Company, tmp_path: Path, change: Row, words: str
) -> None:
    path = written(tmp_path / "tasks.jsonl.gz", [TASKS[0] | change])
    with pytest.raises(CommandError, match=words):
        evaluate(path)


def test_a_recorded_dialogue_is_read_as_questions_with_their_answers() -> None:
    turns = [
        {"role": "contact", "text": "Hello?"},
        {"role": "contact", "text": "Is it open?"},
        {"role": "assistant", "text": "From nine."},
    ]
    assert exchanges(turns) == (Exchange("Hello?", ""), Exchange("Is it open?", "From nine."))


def test_confidence_that_means_what_it_says_has_no_error() -> None:
    meant = [0.75] * 4
    assert calibration_error(meant, [True, True, True, False]) == 0.0
    assert calibration_error(meant, [False] * 4) == 0.75
    assert calibration_error([], []) is None
    assert [(one.count, one.right) for one in bins([0.05, 0.95, 1.0], [False, True, True])] == [
        (1, 0.0),
        (2, 1.0),
    ]
