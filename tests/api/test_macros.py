"""Macros through the API obey the same limits as the form."""

from typing import Any

import pytest

from tests.api.conftest import Program

HELLO = {"name": "Hello", "shared": "everyone", "steps": {"reply": "Hi {{contact.name}}"}}


def test_a_macro_is_made_read_changed_and_deleted(program: Program) -> None:
    made = program.post("macros/", HELLO)
    assert made.status_code == 201
    macro = made.json()
    assert macro["steps"] == HELLO["steps"]
    assert program.get("macros/").json()["items"] == [macro]
    steps = {"assign": "Bo@acme.example", "resolve": "yes"}
    changed = program.patch(f"macros/{macro['id']}/", {"steps": steps})
    assert changed.json()["steps"] == {"assign": "bo@acme.example", "resolve": "yes"}
    assert program.delete(f"macros/{macro['id']}/").status_code == 204
    assert program.get(f"macros/{macro['id']}/").status_code == 404


@pytest.mark.parametrize(
    ("change", "field", "words"),
    [
        ({"steps": {"reply": "{{contact.nam}}"}}, "steps.reply", "Did you mean {{contact.name}}?"),
        ({"steps": {"repy": "Hi"}}, "steps.repy", "Did you mean “reply”?"),
        ({"steps": {"assign": "nobody@acme.example"}}, "steps.assign", "valid choice"),
        ({"steps": {"team": "Nobodies"}}, "steps.team", "valid choice"),
        ({"steps": {"assign": "9" * 40}}, "steps.assign", "valid choice"),
        ({"steps": {}}, "steps", "A macro does something"),
        ({"steps": []}, "steps", "dictionary"),
        ({"shared": "team"}, "team", "Name the team"),
        ({"name": ""}, "name", "blank"),
    ],
)
def test_what_is_wrong_is_named_with_what_is_nearest(
    program: Program, change: dict[str, Any], field: str, words: str
) -> None:
    answer = program.post("macros/", HELLO | change)
    assert answer.status_code == 400
    problems = {one["name"]: one["message"] for one in answer.json()["error"]["fields"]}
    assert words in problems.get(field, str(problems))
    assert field in problems
