"""Rules through the API obey the same limits as the form."""

from typing import Any

import pytest

from tests.api.conftest import Program


def _ids(program: Program) -> list[str]:
    return [rule["id"] for rule in program.get("rules/", limit=100).json()["items"]]


def test_a_new_rule_stands_at_the_end(program: Program) -> None:
    rule = {"name": "Unsure", "trigger": "low_confidence", "threshold": 0.7}
    answer = program.post("rules/", rule)
    assert answer.status_code == 201
    assert _ids(program)[-1] == answer.json()["id"]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"threshold": 7}, "threshold"),
        ({"trigger": "model_unavailable", "threshold": 0.5}, "threshold"),
        ({"topic": "billing"}, "topic"),
        ({"trigger": "full_moon"}, "trigger"),
        ({"team": "No such team"}, "team"),
    ],
)
def test_an_impossible_rule_is_refused_with_the_reason(
    program: Program, change: dict[str, Any], field: str
) -> None:
    rule = {"name": "Unsure", "trigger": "low_confidence", "threshold": 0.7}
    answer = program.post("rules/", rule | change)
    assert answer.status_code == 400
    assert [problem["name"] for problem in answer.json()["error"]["fields"]] == [field]


def test_a_change_is_checked_together_with_what_stays(program: Program) -> None:
    rule = {"name": "Unsure", "trigger": "low_confidence", "threshold": 0.7}
    made = program.post("rules/", rule).json()
    answer = program.patch(f"rules/{made['id']}/", {"trigger": "model_unavailable"})
    assert answer.status_code == 400
    assert program.patch(f"rules/{made['id']}/", {"is_on": False}).json()["is_on"] is False


def test_rules_are_put_into_another_order(program: Program) -> None:
    backwards = _ids(program)[::-1]
    assert program.post("rules/reorder/", {"order": backwards}).status_code == 200
    assert _ids(program) == backwards


def test_an_order_that_leaves_one_out_is_refused(program: Program) -> None:
    order = _ids(program)
    assert program.post("rules/reorder/", {"order": order[1:]}).status_code == 400
    assert program.post("rules/reorder/", {"order": [*order, "rule_x"]}).status_code == 400


def test_a_deleted_rule_is_gone(program: Program) -> None:
    first = _ids(program)[0]
    assert program.delete(f"rules/{first}/").status_code == 204
    assert program.get(f"rules/{first}/").status_code == 404


def test_a_rule_may_have_conditions_and_offers(program: Program) -> None:
    given = [{"what": "attribute", "name": "plan", "value": "pro"}]
    rule = {"name": "Pro", "trigger": "urgency", "conditions": given, "offers": ["callback"]}
    answer = program.post("rules/", rule)
    assert answer.status_code == 201
    assert answer.json()["conditions"] == given
    assert answer.json()["offers"] == ["callback"]
    for broken in ({"offers": ["pigeon"]}, {"conditions": [{"what": "office", "value": "shut"}]}):
        refused = program.post("rules/", {**rule, "name": "Other", **broken})
        assert refused.status_code == 400
        assert next(iter(broken)) in refused.content.decode()
