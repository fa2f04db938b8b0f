"""The API's description is valid and complete."""

import io
import json
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.core.management import call_command
from drf_spectacular.generators import SchemaGenerator
from openapi_spec_validator import validate

from helpdesk.api import describing
from tests.cast import Company


def test_the_description_is_made_without_a_warning() -> None:
    out = io.StringIO()
    call_command("spectacular", fail_on_warn=True, validate=True, stdout=out)
    assert "/api/v1/conversations/" in out.getvalue()


def test_anyone_may_read_a_valid_description(acme: Company) -> None:
    answer = acme.client().get("/api/v1/openapi.json")
    assert answer.status_code == 200
    description = json.loads(answer.content)
    validate(description)
    operations = [one for path in description["paths"].values() for one in path.items()]
    for method, operation in operations:
        names = {parameter["name"] for parameter in operation.get("parameters", [])}
        is_upload = "multipart/form-data" in str(operation.get("requestBody"))
        assert ("Idempotency-Key" in names) == (method == "post" and not is_upload)
        assert "default" in operation["responses"]


def test_the_description_is_made_once_whoever_asks_at_the_same_time(
    acme: Company, globex: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[int] = []
    really: Any = SchemaGenerator.parse

    def parse(self: SchemaGenerator, *args: Any) -> Any:
        made.append(1)
        return really(self, *args)

    monkeypatch.setattr(SchemaGenerator, "parse", parse)
    describing._made.cache_clear()
    with ThreadPoolExecutor(6) as threads:
        hosts = [acme, globex] * 3
        asked = [threads.submit(host.client().get, "/api/v1/openapi.json") for host in hosts]
        answers = [one.result() for one in asked]
    assert [answer.status_code for answer in answers] == [200] * 6
    assert len({answer.content for answer in answers}) == 1
    assert len(made) == 1
