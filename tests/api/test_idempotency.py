"""A POST with a key happens once: repeated, altered, concurrent, refused before."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import time_machine
from django.db import connection
from django.utils import timezone

from helpdesk.agents.models import Agent
from helpdesk.conversations.models import Conversation
from tests.api.conftest import MakeProgram, Program
from tests.cast import Company

START = {"contact": {"name": "Cleo"}, "message": "Hello"}


def test_the_same_request_gets_the_same_answer_and_happens_once(
    acme: Company, program: Program
) -> None:
    first = program.post("conversations/", START, key="k1")
    again = program.post("conversations/", START, key="k1")
    assert (again.status_code, again.content) == (first.status_code, first.content)
    assert again["Idempotency-Replayed"] == "true"
    assert "Idempotency-Replayed" not in first
    assert _conversations(acme) == 1


def test_the_layout_of_the_json_does_not_matter(acme: Company, program: Program) -> None:
    program.post("conversations/", START, key="k1")
    raw = '{ "message":"Hello",  "contact":{"name":"Cleo"} }'
    assert program.post("conversations/", raw=raw, key="k1")["Idempotency-Replayed"]


def test_another_request_under_the_key_is_refused(acme: Company, program: Program) -> None:
    program.post("conversations/", START, key="k1")
    answer = program.post("conversations/", START | {"message": "Other"}, key="k1")
    assert answer.status_code == 422
    assert answer.json()["error"]["code"] == "idempotency_key_reused"
    assert _conversations(acme) == 1


def test_requests_at_the_same_moment_have_one_effect(acme: Company, program: Program) -> None:
    def call(_: int) -> Any:
        try:
            return program.post("conversations/", START, key="k1")
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(call, range(24)))
    assert _conversations(acme) == 1
    assert {answer.status_code for answer in answers} <= {201, 409}
    created = {answer.content for answer in answers if answer.status_code == 201}
    assert len(created) == 1


def test_a_refused_request_may_be_put_right_under_its_key(program: Program) -> None:
    assert program.post("conversations/", {"message": "Hi"}, key="k1").status_code == 400
    assert program.post("conversations/", START, key="k1").status_code == 201


def test_a_key_belongs_to_its_token(
    program_of: MakeProgram, acme: Company, ada: Agent, bo: Agent
) -> None:
    for agent in (ada, bo):
        answer = program_of(acme, agent).post("conversations/", START, key="k1")
        assert "Idempotency-Replayed" not in answer
    assert _conversations(acme) == 2


def test_after_a_day_the_key_is_free_again(acme: Company, program: Program) -> None:
    program.post("conversations/", START, key="k1")
    with time_machine.travel(timezone.now() + timedelta(hours=25)):
        assert program.post("conversations/", START, key="k1").status_code == 201
    assert _conversations(acme) == 2


def test_an_endless_key_is_refused(program: Program) -> None:
    assert program.post("conversations/", START, key="k" * 201).status_code == 400


def _conversations(company: Company) -> int:
    with company.bound():
        return Conversation.objects.count()
