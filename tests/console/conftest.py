"""Browsers of Acme's people, one of each role."""

from collections.abc import Callable

import pytest
from django.test import Client

from helpdesk.agents.models import Agent
from helpdesk.agents.roles import Role
from tests.cast import PASSWORD, Company

ByRole = Callable[[Role], Client]


@pytest.fixture
def owner(acme: Company, ada: Agent) -> Client:
    """Ada's browser."""
    return acme.client(ada)


@pytest.fixture
def by_role(acme: Company) -> ByRole:
    """The browser of somebody at Acme with this role."""

    def make(role: Role) -> Client:
        with acme.bound():
            email = f"{role}@acme.example"
            agent = Agent.objects.create_user(email, PASSWORD, name=role.title(), role=role)
        return acme.client(agent)

    return make
