"""Who may call: tokens, their scopes, their workspace, their pace."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from helpdesk.agents.models import Agent
from helpdesk.api import tokens
from helpdesk.api.models import ApiToken
from tests.api.conftest import MakeProgram, Program
from tests.cast import Company


def test_a_key_is_stored_only_as_its_hash(acme: Company, program: Program) -> None:
    with acme.bound():
        row = ApiToken.objects.values().get()
    assert program.key not in str(row)
    assert program.key.startswith(row["prefix"])
    assert row["scopes"]


@pytest.mark.parametrize("key", ["", "hr_" + "x" * 43, "rubbish", "hr_\u00e4"])
def test_without_a_known_key_a_program_is_asked_for_one(acme: Company, key: str) -> None:
    answer = Program(acme.client(), key).get("conversations/")
    assert answer.status_code == 401
    assert answer["WWW-Authenticate"].startswith("Bearer")
    assert answer.json()["error"]["code"] == "not_authenticated"


def test_no_operation_is_open_without_a_token(acme: Company) -> None:
    stranger = acme.client()
    paths = stranger.get("/api/v1/openapi.json").json()["paths"]
    for path, operations in paths.items():
        for method in operations:
            answer = stranger.generic(method.upper(), path.replace("{id}", "rule_1"))
            assert answer.status_code == 401, f"{method} {path}"


def test_a_revoked_token_is_refused_at_once(acme: Company, program: Program) -> None:
    assert program.get("rules/").status_code == 200
    with acme.bound():
        tokens.revoke(ApiToken.objects.get())
    assert program.get("rules/").status_code == 401


def test_an_expired_token_is_refused(acme: Company, ada: Agent) -> None:
    with acme.bound():
        past = timezone.now() - timedelta(seconds=1)
        _, key = tokens.issue("old", ["rules:read"], by=ada, expires_at=past)
    assert Program(acme.client(), key).get("rules/").status_code == 401


def test_a_token_is_worth_nothing_on_another_workspaces_host(
    program_of: MakeProgram, acme: Company, globex: Company, ada: Agent
) -> None:
    assert program_of(acme, ada, at=globex).get("conversations/").status_code == 401


def test_scopes_are_needed_one_by_one(program_of: MakeProgram, acme: Company, ada: Agent) -> None:
    reader = program_of(acme, ada, scopes=["rules:read"])
    assert reader.get("rules/").status_code == 200
    refused = reader.delete("rules/rule_1/")
    assert refused.status_code == 403
    assert "rules:write" in refused.json()["error"]["message"]
    assert reader.get("conversations/").status_code == 403


def test_use_of_a_token_is_noted(acme: Company, program: Program) -> None:
    program.get("rules/")
    with acme.bound():
        assert ApiToken.objects.get().last_used_at is not None


def test_a_token_that_calls_too_often_is_told_when_to_come_back(
    program: Program, settings: Any
) -> None:
    settings.API_RATE_PER_MINUTE = 2
    first, second, third = (program.get("rules/") for _ in range(3))
    assert first["RateLimit-Limit"] == "2"
    assert [first["RateLimit-Remaining"], second["RateLimit-Remaining"]] == ["1", "0"]
    assert third.status_code == 429
    assert third.json()["error"]["code"] == "rate_limited"
    assert 0 < int(third["Retry-After"]) <= 60
