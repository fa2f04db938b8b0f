"""``manage.py evaluate`` on what is heard: the keys, the counting, and no workspace left."""

import gzip
import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from helpdesk.evaluation.figures import area, heard_figures
from tenants.context import in_public
from tenants.models import Tenant
from tests.cast import Company

Row = dict[str, Any]


def written(place: Path, rows: list[Row]) -> Path:
    with gzip.open(place, "wt") as lines:
        lines.writelines(json.dumps(row) + "\n" for row in rows)
    return place


def evaluate(part: str, *arguments: Any) -> dict[str, Any]:
    out = io.StringIO()
    call_command("evaluate", part, *map(str, arguments), "--json", stdout=out)
    figures: dict[str, Any] = json.loads(out.getvalue().splitlines()[-1])
    return figures


def message(text: str, source: str = "banking77", **fields: Any) -> Row:
    usual = {"triggers": [], "soft": [], "labelled_for": ["handoff", "refund"]}
    return {"id": text, "source": source, "text": text, **usual, **fields}


def test_triggers_are_counted_where_they_are_labelled_and_sure(tmp_path: Path) -> None:
    rows = [
        message("Let me talk to a human", "pool", triggers=["handoff"]),
        message("Give me a person now please", "pool", triggers=["handoff"], labelled_for=[]),
        message("Call us", "pool", soft=["callback"]),
        message("Where is my refund?", triggers=["refund"]),
        message("What is the exchange rate?"),
        message("I want to speak to an agent"),
    ]
    figures = evaluate("triggers", "--messages", written(tmp_path / "m.jsonl.gz", rows))
    assert figures["handoff"]["n"] == 4
    assert (figures["handoff"]["positives"], figures["handoff"]["recall"]) == (1, 1.0)
    assert figures["handoff"]["precision"] == 0.5
    assert set(figures["handoff"]["by_source"]) == {"banking77", "pool"}
    assert figures["refund"]["f1"] == 1.0
    assert figures["false_handoffs_per_1000"] == pytest.approx(333.33)
    assert figures["buying_intent"]["n"] == 0


def test_moods_have_their_figures(tmp_path: Path) -> None:
    moods = [
        {"text": "This is useless, worst support ever", "negative": True},
        {"text": "Thank you, that was great", "negative": False},
    ]
    assert evaluate("sentiment", "--messages", written(tmp_path / "a.gz", moods))["auroc"] == 1.0
    turns = [
        {"role": "contact", "text": "A table for two", "satisfaction": 3.5},
        {"role": "assistant", "text": "Unfortunately there is none.", "satisfaction": None},
        {"role": "contact", "text": "No, that is not what I wanted", "satisfaction": 1.5},
    ]
    rated = evaluate("sentiment", "--dialogues", written(tmp_path / "b.gz", [{"turns": turns}]))
    assert (rated["n"], rated["positives"], rated["auroc"]) == (2, 1, 1.0)


def test_loops_and_scopes_have_their_figures(tmp_path: Path) -> None:
    pairs = [
        {"a": "How do I export invoices?", "b": "how can I export my invoices", "same": True},
        {"a": "How do I export invoices?", "b": "Where is the moon?", "same": False},
    ]
    assert evaluate("loops", "--pairs", written(tmp_path / "c.gz", pairs))["f1"] == 1.0
    known = [
        {"text": f"{verb} my {thing}", "label": thing, "oos": False, "group": "acme"}
        for thing in ("invoice", "bank feed")
        for verb in ("show", "send", "change", "find")
    ]
    asked = [
        {"text": "where is my invoice", "label": "invoice", "oos": False, "group": "acme"},
        {"text": "who won the match", "label": "oos", "oos": True, "group": "acme"},
    ]
    paths = written(tmp_path / "d.gz", asked), written(tmp_path / "e.gz", known)
    figures = evaluate("scope", "--messages", paths[0], "--train", paths[1])
    assert figures["auroc"] == figures["by_group"]["acme"]["auroc"] == 1.0
    assert figures["in_scope_accuracy"] == figures["recall_at_5pct_false_rejection"] == 1.0


def test_a_hand_off_is_measured_on_the_prepared_case_itself(acme: Company, tmp_path: Path) -> None:
    turns = [
        {"role": "contact", "text": "I want to change booking FQ8APE"},
        {"role": "assistant", "text": "Your seat is on the Harbour Line."},
        {"role": "contact", "text": "Can I travel on March 8th instead?"},
    ]
    kept, lost = {"any_of": ["the 8th", "March 8th"]}, {"any_of": ["Orient Express"]}
    rows = [{"turns": turns, "facts": [kept, {"any_of": ["Harbour Line"]}, lost]}]
    path = written(tmp_path / "d.jsonl.gz", rows)
    figures = evaluate("handoff", "--dialogues", path)
    assert figures["facts_kept"] == pytest.approx(2 / 3, abs=1e-3)
    assert figures["foreign_value_free"] == 1.0
    assert 10 < figures["words_median"] <= 40
    assert evaluate("handoff", "--transfers", path)["identifiers_kept"] == 1.0
    with in_public():
        assert not Tenant.objects.filter(slug__startswith="evaluation-").exists()


def test_a_file_that_lacks_a_key_is_named(tmp_path: Path) -> None:
    path = written(tmp_path / "m.jsonl.gz", [{"text": "Hello"}])
    with pytest.raises(CommandError, match=r"m.jsonl.gz:1: needs negative"):
        evaluate("sentiment", "--messages", path)


def test_figures_are_those_of_the_books() -> None:
    figures = heard_figures([0.9, 0.8, 0.6, 0.2], [True, False, True, False], 0.5)
    assert (figures["precision"], figures["recall"]) == (0.6667, 1.0)
    assert figures["average_precision"] == pytest.approx((1 + 2 / 3) / 2, abs=1e-4)
    assert area([0.9, 0.5, 0.5], [True, True, False]) == 0.75
    assert area([0.9], [True]) is None
