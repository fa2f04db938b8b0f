"""``manage.py evaluate confidence``: weights that are found on some domains, judged on others."""

import io
import json
from pathlib import Path

import pytest
from django.core.management import call_command
from pytest_django.fixtures import Settings

from helpdesk.assistant.answering.confidence import WEIGHTS
from helpdesk.evaluation import confidence
from tests.cast import Company
from tests.evaluation.test_retrieval import Row, written

SHELVES = {
    "shop": [
        ("Can I have my money back?", "You can have your money back within 30 days of paying."),
        ("Where is my parcel?", "The parcel's number in your mail leads to where your parcel is."),
    ],
    "bank": [
        ("How do I block my card?", "Block your card in the app under Cards, or call us."),
        ("What does a transfer abroad cost?", "A transfer abroad costs one per cent of its sum."),
    ],
}
UNKNOWN = ["Who won the derby in Lisbon?", "Which way do penguins walk?"]


def tasks() -> list[Row]:
    """Of each domain two questions that a passage answers and two that none does."""
    found: list[Row] = []
    for domain, pairs in SHELVES.items():
        for question, body in pairs:
            passage = {"id": question, "body": body}
            found.append({"question": question, "passages": [passage], "kind": "ANSWERABLE"})
        found += [{"question": one, "passages": [], "kind": "UNANSWERABLE"} for one in UNKNOWN]
        for row in found[-4:]:
            row |= {"domain": domain, "history": [], "id": f"{domain} {row['question']}"}
    return found


def test_weights_are_found_judged_by_domains_left_out_and_kept_where_they_count(
    acme: Company, tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.EMBEDDINGS_CACHE = str(tmp_path / "vectors.sqlite")
    shipped = json.loads(WEIGHTS.read_text())
    monkeypatch.setattr(confidence, "WEIGHTS", tmp_path / "confidence.json")
    path = written(tmp_path / "tasks.jsonl.gz", tasks())
    out = io.StringIO()

    call_command("evaluate", "confidence", "--tasks", str(path), "--write", "--json", stdout=out)

    figures = json.loads(out.getvalue().splitlines()[-1])
    assert (figures["n"], figures["auroc"], figures["right"]) == (8, 1.0, 0.5)
    kept = json.loads((tmp_path / "confidence.json").read_text())
    assert kept["weights"].keys() == shipped["weights"].keys()
    assert all(weight > 0 for weight in kept["weights"].values())
    assert kept["domains_left_out_in_turn"] == figures
    assert kept["fitted_on"] == ["tasks.jsonl.gz"]
    assert json.loads(WEIGHTS.read_text()) == shipped
