"""Files of past conversations: read packed or not, refused with every reason."""

import gzip
import json
from typing import Any

import pytest

from helpdesk.backtests.reading import BadFile, read_file

LINES = [
    {
        "id": "one",
        "turns": [
            {"role": "contact", "text": "I was charged twice", "at": "2026-03-02T09:30:00Z"},
            {"role": "assistant", "text": "Open Billing.", "confidence": 0.7},
        ],
        "outcome": {"rating": 1},
    },
    {
        "id": "two",
        "turns": [
            {"role": "customer", "text": "Where is the export?"},
            {"role": "bot", "text": "Under Data."},
            {"role": "customer", "text": "yes that worked"},
        ],
    },
    {"turns": [{"role": "user", "text": "Hello?"}, {"role": "agent", "text": "Hi, Bo here."}]},
]
JSON_LINES = "".join(f"{json.dumps(line)}\n" for line in LINES).encode()
CSV = (
    b"conversation;role;text;confidence;rating\n"
    b"one;contact;I was charged twice;;1\n"
    b"one;assistant;Open Billing.;0.7;\n"
    b'two;contact;"Where is\nthe export?";;\n'
)


@pytest.mark.parametrize("content", [JSON_LINES, CSV, gzip.compress(JSON_LINES)])
def test_json_lines_and_tables_are_read_packed_or_not(content: bytes) -> None:
    first, *rest = read_file(content)
    assert first.turns[0].question == "I was charged twice"
    assert first.turns[0].confidence == 0.7
    assert first.happened.rated_poorly
    assert rest


def test_a_plain_yes_or_no_in_a_file_is_a_verdict_and_no_question() -> None:
    two = read_file(JSON_LINES)[1]
    assert [turn.verdict for turn in two.turns] == ["confirmed", ""]
    assert [turn.counts for turn in two.turns] == [True, False]
    assert two.happened.needed_person is False


@pytest.mark.parametrize(
    ("more", "needed"),
    [
        ({}, None),
        ({"outcome": {"left": False}}, False),
        ({"outcome": {"came_back": True}}, True),
        ({"weak_resolved": True, "weak_unresolved": False}, False),
        ({"weak_resolved": False, "weak_unresolved": True}, True),
        ({"weak_resolved": False, "weak_unresolved": False}, None),
    ],
)
def test_where_a_file_does_not_say_how_it_ended_nobody_can_say(
    more: dict[str, Any], needed: bool | None
) -> None:
    turns = [{"role": "contact", "text": "Where?"}, {"role": "assistant", "text": "There."}]
    [past] = read_file(json.dumps({"turns": turns, **more}).encode())
    assert past.happened.needed_person is needed


def _line(**changed: Any) -> bytes:
    message = {"role": "contact", "text": "Hello", **changed}
    return json.dumps({"turns": [message]}).encode()


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "The file is empty."),
        (b"\xff\xfe\x00", "The file is not text in UTF-8."),
        (b"\x1f\x8b nonsense", "cannot be unpacked"),
        (b"{broken\n", "Line 1: is not one JSON object."),
        (b'{"a": 1}\n[]\n', "Line 2: is not one JSON object."),
        (b'{"turns": []}', "Line 1: “turns” must be a list of messages."),
        (b'{"turns": ["hi"]}', "message 1 is not an object with “role” and “text”."),
        (_line(role="cat"), "message 1: “role” must be contact, assistant or agent."),
        (_line(role="assistant"), "no message is the customer's"),
        (_line(text=None), "message 1: “text” is missing."),
        (_line(confidence=2), "“confidence” must lie between 0 and 1."),
        (_line(confidence="NaN"), "“confidence” must lie between 0 and 1."),
        (_line(confidence=["x"]), "“confidence” cannot be read"),
        (_line(at="yesterday"), "“at” must be a time such as"),
        (_line(at="2026-02-31T10:00:00Z"), "“at” cannot be read"),
        (_line(at=5), "“at” cannot be read"),
        (_line(verdict="meh"), "“verdict” must be confirmed or contradicted."),
        (_line(grounded="perhaps"), "“grounded” must be true or false."),
        (b'{"turns": [{"role":"user","text":"a"}], "outcome": 5}', "“outcome” must be an object."),
        (
            b'{"turns": [{"role":"user","text":"a"}], "outcome": {"handover": "soon"}}',
            "“handover” must be too_early, right or too_late.",
        ),
        (b"a,b\n1,2\n", "there is no conversation and no role and no text"),
        (b"conversation,role,text\n", "There is no conversation in the file."),
    ],
)
def test_what_is_wrong_with_a_file_is_named(content: bytes, says: str) -> None:
    with pytest.raises(BadFile) as refused:
        read_file(content)
    assert says in str(refused.value)
