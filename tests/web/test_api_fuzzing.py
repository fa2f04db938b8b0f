"""The API answers whatever its description allows, and what it does not, without breaking.

Requests are made up from the OpenAPI document (schemathesis), valid ones and invalid ones. With
a token of its own every answer is described and none is a fault; with another company's token
nothing of Acme's is found. ``FUZZ_EXAMPLES=200 make prove ARGS="tests/web/test_api_fuzzing.py"``
asks longer.
"""

import json
import os
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
import schemathesis
from django.core.wsgi import get_wsgi_application
from django.utils import timezone
from hypothesis import HealthCheck, Phase, given, seed, settings
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from escalation.models import EscalationRule
from helpdesk.agents.models import Agent
from helpdesk.api import tokens
from helpdesk.api.scopes import Scope
from helpdesk.composing import holding
from helpdesk.composing.holding import When
from helpdesk.composing.models import Macro
from helpdesk.composing.saying import Letter
from helpdesk.conversations import messaging
from helpdesk.conversations.models import Conversation
from helpdesk.recovery.failures import Failure
from helpdesk.recovery.promising import Pledge, make_promise
from helpdesk.recovery.recovering import detect
from helpdesk.selecting.models import SavedView
from knowledge import publishing
from tests.cast import Company

pytestmark = pytest.mark.proof

EXAMPLES = int(os.environ.get("FUZZ_EXAMPLES", "4"))
SEED = 1
CANARY = "Zanzibar4712"
CHECKS = [
    *[not_a_server_error, status_code_conformance],
    *[content_type_conformance, response_schema_conformance],
]
MODES = (GenerationMode.POSITIVE, GenerationMode.NEGATIVE)
Use = Callable[[Any], None]
Modes = tuple[GenerationMode, ...]


@pytest.fixture(autouse=True)
def unhurried(settings: Any) -> None:
    """The limit on calls has a test of its own."""
    settings.API_RATE_PER_MINUTE = 1_000_000


@pytest.fixture
def schema(acme: Company) -> Any:
    answer = acme.client().get("/api/v1/openapi.json")
    assert answer.status_code == 200
    made = schemathesis.openapi.from_dict(json.loads(answer.content))
    made.app = get_wsgi_application()
    return made


@pytest.fixture
def ids(acme: Company, waiting: Conversation) -> dict[str, str]:
    """What Acme has, by the first part of an address."""
    with acme.bound():
        messaging.post_message(waiting.pk, sender="contact", body=f"Question {CANARY}")
        draft = publishing.create(title=f"Article {CANARY}", body=f"Refunds {CANARY}.")
        # Numbers of rules begin anew in every company: this one is Acme's alone.
        rule = EscalationRule.objects.all()[0]
        rule.pk, rule.name, rule.words = 999_999, CANARY, f"Words {CANARY}"
        rule.save(force_insert=True)
        due = timezone.now() + timedelta(hours=1)
        promise = make_promise(waiting.pk, Pledge("reply", f"Said {CANARY}", due), key="fuzz")
        case = detect(waiting.pk, Failure.UPSET, why=CANARY)
        assert case
        view = SavedView.objects.create(name=CANARY, audience="everyone", filters={"q": [CANARY]})
        macro = Macro.objects.create(name=CANARY, steps={"reply": CANARY})
        letter, when = Letter(f"Later {CANARY}", uuid4()), When(due)
        held = holding.hold(waiting.pk, acme.agent("Ada"), letter, when)
        assert held
        return {
            "conversations": waiting.public_id,
            "macros": macro.public_id,
            "held-replies": held.public_id,
            "promises": promise.public_id,
            "recovery-cases": case.public_id,
            "articles": draft.public_id,
            "rules": f"rule_{rule.pk}",
            "views": view.public_id,
        }


def key_of(company: Company, owner: Agent) -> str:
    with company.bound():
        return tokens.issue("Program", list(Scope.values), by=owner)[1]


def ask_everything(schema: Any, use: Use, *, only: str = "", modes: Modes = MODES) -> int:
    """Make requests up for every operation whose address holds ``only``. Returns how many."""
    asked = 0
    for operation in (result.ok() for result in schema.get_all_operations()):
        if only not in operation.path:
            continue
        for mode in modes:
            asked += _ask(operation, mode, use)
    return asked


def _ask(operation: Any, mode: GenerationMode, use: Use) -> int:
    asked = []

    @seed(SEED)
    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(generation_mode=mode))
    def once(case: Any) -> None:
        asked.append(case)
        use(case)

    once()
    return len(asked)


def call(case: Any, company: Company, key: str) -> Any:
    headers = {"Authorization": f"Bearer {key}"}
    return case.call(base_url=f"http://{company.host}", headers=headers)


def test_nothing_that_is_asked_with_ones_own_token_breaks_or_answers_otherwise_than_described(
    schema: Any, acme: Company, ada: Agent, ids: dict[str, str]
) -> None:
    key, turn = key_of(acme, ada), iter(range(10**9))

    def use(case: Any) -> None:
        if next(turn) % 2:  # every other time something that exists
            _name_what_exists(case, ids)
        case.validate_response(call(case, acme, key), checks=CHECKS)

    asked = ask_everything(schema, use)
    print(json.dumps({"requests": asked}))  # noqa: T201
    assert asked >= 20 * EXAMPLES


def test_another_companys_token_finds_nothing_of_acmes(
    schema: Any, acme: Company, ada: Agent, globex: Company, gus: Agent, ids: dict[str, str]
) -> None:
    key_of(acme, ada)  # for which another's could be taken
    key, told = key_of(globex, gus), {acme.host: set[int](), globex.host: set[int]()}

    def use(case: Any) -> None:
        _name_what_exists(case, ids)
        for company in (acme, globex):
            answer = call(case, company, key)
            told[company.host].add(answer.status_code)
            assert CANARY not in answer.content.decode(errors="replace")

    before = _state(acme)
    asked = ask_everything(schema, use, only="{id}", modes=MODES[:1])
    print(json.dumps({"requests": 2 * asked, "told": {k: sorted(v) for k, v in told.items()}}))  # noqa: T201
    assert told[acme.host] == {401}
    assert told[globex.host] == {404}
    assert _state(acme) == before


def test_acmes_own_token_does_find_it(
    schema: Any, acme: Company, ada: Agent, ids: dict[str, str]
) -> None:
    key, seen = key_of(acme, ada), []

    def use(case: Any) -> None:
        _name_what_exists(case, ids)
        seen.append(CANARY in call(case, acme, key).content.decode(errors="replace"))

    ask_everything(schema, use, only="/conversations/{id}/messages")
    assert any(seen)


def _name_what_exists(case: Any, ids: dict[str, str]) -> None:
    if "id" in (case.path_parameters or {}):
        kind = case.operation.path.removeprefix("/api/v1/").partition("/")[0]
        case.path_parameters["id"] = ids[kind]


def _state(company: Company) -> list[Any]:
    with company.bound():
        rows = Conversation.objects.values_list("public_id", "status", "head", "assignee_id")
        rules = EscalationRule.objects.values_list("name", "words", "is_on")
        return [*rows, *rules]
