"""Every error has one shape, whatever went wrong."""

from typing import Any

import pytest

from helpdesk.api.rules import Rules
from tests.api.conftest import Program
from tests.cast import Company


def _error(answer: Any) -> dict[str, Any]:
    assert answer["Content-Type"] == "application/json"
    error: dict[str, Any] = answer.json()["error"]
    assert {"code", "message", "fields"} <= set(error)
    return error


def test_an_unknown_address_answers_in_the_apis_shape(acme: Company, program: Program) -> None:
    assert _error(program.get("nowhere/"))["code"] == "not_found"
    assert _error(Program(acme.client(), "").post("nowhere/", {}))["code"] == "not_found"


def test_a_method_that_is_not_offered(program: Program) -> None:
    answer = program.delete("conversations/")
    assert answer.status_code == 405
    assert _error(answer)["code"] == "method_not_allowed"


def test_content_that_is_not_json(program: Program) -> None:
    answer = program.post("conversations/", raw="{not json")
    assert answer.status_code == 400
    assert _error(answer)["code"] == "malformed"


def test_a_field_inside_another_is_named_by_its_path(program: Program) -> None:
    answer = program.post("conversations/", {"contact": {"email": "nobody"}})
    assert _error(answer)["fields"][0]["name"] == "contact.email"


def test_a_fault_of_ours_says_so_without_details(
    program: Program, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_args: Any) -> None:
        raise RuntimeError("secret detail")

    monkeypatch.setattr(Rules, "get_queryset", broken)
    answer = program.get("rules/")
    assert answer.status_code == 500
    error = _error(answer)
    assert "secret" not in str(error)
    assert error["request_id"] in caplog.text


def test_a_browser_session_is_no_key(acme: Company, ada: Any) -> None:
    assert acme.client(ada).get("/api/v1/rules/").status_code == 401
