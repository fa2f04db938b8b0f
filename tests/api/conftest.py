"""A program of each company, and what it may do."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from django.test import Client

from helpdesk.agents.models import Agent
from helpdesk.api import tokens
from helpdesk.api.scopes import Scope
from tests.cast import Company

EVERYTHING = list(Scope.values)


@dataclass
class Program:
    """Calls the API of one host with one token."""

    client: Client
    key: str

    def get(self, path: str, **query: Any) -> Any:
        return self.client.get(self._address(path), query, headers=self._headers())

    def post(self, path: str, content: Any = None, *, key: str = "", raw: str = "") -> Any:
        extra = {"Idempotency-Key": key} if key else {}
        data: Any = raw or ({} if content is None else content)
        return self.client.post(
            self._address(path), data, "application/json", headers=self._headers() | extra
        )

    def patch(self, path: str, content: Any) -> Any:
        return self.client.patch(
            self._address(path), content, "application/json", headers=self._headers()
        )

    def delete(self, path: str) -> Any:
        return self.client.delete(self._address(path), headers=self._headers())

    def _address(self, path: str) -> str:
        return path if path.startswith("http") else f"/api/v1/{path}"

    def _headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.key}"} if self.key else {}


MakeProgram = Callable[..., Program]


@pytest.fixture
def program_of() -> MakeProgram:
    """A program of a company, with a token that an agent made; ``at`` calls another host."""

    def make(
        company: Company,
        by: Agent,
        *,
        scopes: list[str] | None = None,
        at: Company | None = None,
    ) -> Program:
        with company.bound():
            _, key = tokens.issue("till", scopes or EVERYTHING, by=by)
        return Program((at or company).client(), key)

    return make


@pytest.fixture
def program(program_of: MakeProgram, acme: Company, ada: Agent) -> Program:
    """Acme's program, made by Ada, allowed everything."""
    return program_of(acme, ada)


@pytest.fixture
def globex_program(program_of: MakeProgram, globex: Company, gus: Agent) -> Program:
    return program_of(globex, gus)


@pytest.fixture
def conversation(program: Program) -> str:
    """The id of a conversation that Cleo began."""
    content = {"contact": {"email": "cleo@customer.example"}, "message": "Where is my invoice?"}
    return str(program.post("conversations/", content).json()["id"])
