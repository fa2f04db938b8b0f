"""What no honest program sends is refused by name, and never breaks anything."""

import base64
import json

import pytest

from helpdesk.api.parsing import MOST_BYTES
from tests.api.conftest import Program

LISTS = ["conversations/", "articles/", "rules/", "survey-responses/"]


def cursor_of(text: str) -> str:
    return base64.urlsafe_b64encode(text.encode()).decode()


@pytest.mark.parametrize("path", LISTS)
@pytest.mark.parametrize("text", ["[Infinity]", "[1e999]", "[" * 3000, '["\\u0000"]', "[null]"])
def test_a_cursor_of_somebodys_own_making_is_refused(
    program: Program, path: str, text: str
) -> None:
    answer = program.get(path, cursor=cursor_of(text))
    assert answer.status_code == 400
    assert answer.json()["error"]["fields"][0]["name"] == "cursor"


@pytest.mark.parametrize("path", LISTS)
def test_a_limit_of_thousands_of_digits_is_refused(program: Program, path: str) -> None:
    answer = program.get(path, limit="1" * 5000)
    assert answer.status_code == 400
    assert "1 to 100" in answer.json()["error"]["message"]


def test_a_number_of_thousands_of_digits_is_no_entry(program: Program, conversation: str) -> None:
    answer = program.get(f"conversations/{conversation}/messages/", after="1" * 5000)
    assert answer.status_code == 400
    assert answer.json()["error"]["fields"][0]["name"] == "after"


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("conversations/", "status"),
        ("conversations/", "team"),
        ("articles/", "external_id"),
        ("survey-responses/", "kind"),
    ],
)
def test_nothing_is_looked_for_by_a_nul_character(program: Program, path: str, name: str) -> None:
    answer = program.get(path, **{name: "a\x00b"})
    assert answer.status_code == 400
    assert answer.json()["error"]["fields"][0]["name"] == name


@pytest.mark.parametrize("path", ["conversations", "articles", "rules"])
def test_an_id_with_a_nul_character_does_not_exist(program: Program, path: str) -> None:
    assert program.get(f"{path}/%00").status_code == 404


@pytest.mark.parametrize("moment", ["9999-12-31T23:59:59-23:00", "0001-01-01T00:00:00+23:59"])
def test_a_moment_beyond_the_calendar_is_refused(program: Program, moment: str) -> None:
    answer = program.get("articles/", updated_since=moment)
    assert answer.status_code == 400
    assert answer.json()["error"]["fields"][0]["name"] == "updated_since"


@pytest.mark.parametrize("raw", ["[" * 100_000, '{"a":' * 50_000])
def test_very_deep_json_is_malformed(program: Program, raw: str) -> None:
    answer = program.post("articles/", raw=raw)
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "malformed")


def test_a_body_over_two_mebibytes_is_too_large(program: Program) -> None:
    answer = program.post("articles/", raw=json.dumps({"body": "x" * MOST_BYTES}))
    assert (answer.status_code, answer.json()["error"]["code"]) == (413, "too_large")
    assert program.get("articles/", external_id="none").json()["items"] == []


@pytest.mark.parametrize("letter", ["\\u0000", "\\ud800"], ids=["NUL", "half a character"])
@pytest.mark.parametrize(
    ("path", "raw", "name"),
    [
        ("articles/", '{"collection": "LETTER"}', "collection"),
        ("articles/", '{"owner": "LETTER"}', "owner"),
        ("rules/", '{"topic": "LETTER"}', "topic"),
        ("rules/reorder/", '{"order": ["LETTER"]}', "order"),
        ("conversations/", '{"page": {"url": "LETTER"}}', "page.url"),
        ("conversations/", '{"page": {"LETTER": "x"}}', "page"),
    ],
)
def test_text_that_cannot_be_stored_is_refused_by_its_field(
    program: Program, path: str, raw: str, name: str, letter: str
) -> None:
    answer = program.post(path, raw=raw.replace("LETTER", letter))
    assert answer.status_code == 400
    assert [field["name"] for field in answer.json()["error"]["fields"]] == [name]
