"""The API's description is valid and complete."""

import io
import json

from django.core.management import call_command
from openapi_spec_validator import validate

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
