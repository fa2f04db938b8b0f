"""``manage.py evaluate personal-data``: what counts as masked, and as masked too much."""

import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from tests.evaluation.test_retrieval import written

TEXT = "Write to cleo@example.com or 123456 about Zyx"
MESSAGES = [
    {"text": TEXT, "spans": [{"type": "EMAIL_ADDRESS", "start": 9, "end": 25}]},
    {"text": TEXT, "spans": [{"type": "PHONE_NUMBER", "start": 29, "end": 35}]},
]
PHONES = [{"region": "GB", "international": "+44 7400 123456", "national": "07400 123456"}]


def evaluate(*arguments: Any) -> dict[str, Any]:
    out = io.StringIO()
    call_command("evaluate", "personal-data", *map(str, arguments), "--json", stdout=out)
    figures: dict[str, Any] = json.loads(out.getvalue().splitlines()[-1])
    return figures


def test_shares_are_of_what_is_labelled(tmp_path: Path) -> None:
    messages = written(tmp_path / "messages.jsonl.gz", MESSAGES)
    figures = evaluate("--messages", messages)
    assert figures["recall"] == {"EMAIL_ADDRESS": 1.0, "PHONE_NUMBER": 0.0}
    assert figures["structured_recall"] == 0.5
    assert figures["names_recall"] is None
    # Of 14 tokens one is masked where nothing is labelled: the address in the second message.
    assert figures["over_redaction"] == round(1 / 14, 4)


def test_numbers_are_looked_for_in_both_forms(tmp_path: Path) -> None:
    messages = written(tmp_path / "messages.jsonl.gz", MESSAGES)
    phones = written(tmp_path / "phones.jsonl.gz", PHONES)
    figures = evaluate("--messages", messages, "--phones", phones)
    assert figures["phones_international_recall"] == figures["phones_national_recall"] == 1.0


@pytest.mark.parametrize("row", [{"text": "a"}, {"text": "a", "spans": [{"type": "X"}]}])
def test_a_line_without_its_parts_is_named(tmp_path: Path, row: dict[str, Any]) -> None:
    messages = written(tmp_path / "messages.jsonl.gz", [row])
    with pytest.raises(CommandError, match=r"messages.jsonl.gz:1: a message needs"):
        evaluate("--messages", messages)
