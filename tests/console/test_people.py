"""Agents are invited by mail, keep to their place, and are out when switched off."""

import re

import pytest
from django.core import mail
from django.test import Client

from helpdesk.agents.models import Agent
from helpdesk.agents.roles import Role
from tests.cast import PASSWORD, Company
from tests.console.conftest import ByRole
from tests.work import run_owed

ADD = "/admin/agents/agent/add/"
NEW = {"name": "Mia Berg", "email": "Mia@acme.example", "role": "agent"}


def _form(agent: Agent, **changes: str) -> dict[str, str]:
    """What the browser sends for this agent; ``is_active=""`` is a box without its tick."""
    fields = {"name": agent.name, "email": agent.email, "role": agent.role, "is_active": "on"}
    fields |= {"colour": agent.colour, "locale": agent.locale} | changes
    return {name: value for name, value in fields.items() if value}


def _address(agent: Agent) -> str:
    return f"/admin/agents/agent/{agent.pk}/change/"


def test_an_invited_agent_gets_a_mail_and_comes_in(acme: Company, owner: Client) -> None:
    assert owner.post(ADD, NEW).status_code == 302
    assert not mail.outbox, "the mail waits for the worker, not the other way round"
    run_owed("agents.invitation")
    letter = mail.outbox[0]
    assert letter.to == ["mia@acme.example"]
    assert "Ada Lind invites you" in letter.subject
    link = re.search(r"http://acme\.localhost\S*(/inbox/invitation/\S+)", str(letter.body))
    assert link
    newcomer = acme.client()
    form = {"name": "Mia Berg", "password": "correct horse battery"}
    assert newcomer.post(link[1], form).status_code == 302
    assert newcomer.get("/inbox/").status_code == 200


def test_an_invitation_opens_once_and_only_at_home(
    acme: Company, globex: Company, owner: Client
) -> None:
    owner.post(ADD, NEW)
    run_owed("agents.invitation")
    path = re.search(r"/inbox/invitation/\S+", str(mail.outbox[0].body))
    assert path
    form = {"name": "Mia", "password": "correct horse battery"}
    assert globex.client().post(path[0], form).status_code == 410
    assert acme.client().post(path[0], form).status_code == 302
    assert acme.client().post(path[0], form).status_code == 410


def test_the_invitation_is_in_the_language_of_who_invites(acme: Company, owner: Client) -> None:
    with acme.bound():
        Agent.objects.filter(name="Ada Lind").update(locale="de")
    owner.post(ADD, NEW)
    run_owed("agents.invitation")
    letter = mail.outbox[0]
    assert letter.subject.startswith("Ada Lind lädt Sie zu ")
    assert "der Link gilt 7 Tage" in letter.body


def test_the_invitation_can_be_sent_again_until_it_is_followed(
    acme: Company, owner: Client
) -> None:
    owner.post(ADD, NEW)
    mia = acme.agent("Mia")
    again = {"agents_agent_invite_again": "1"}
    owner.post(_address(mia), _form(mia) | again)
    run_owed("agents.invitation")
    assert len(mail.outbox) == 2


def test_an_address_that_is_taken_is_refused_whatever_its_case(owner: Client) -> None:
    answer = owner.post(ADD, NEW | {"email": "BO@acme.example"})
    assert answer.status_code == 200
    assert "already exists" in answer.content.decode()


@pytest.mark.parametrize("change", [{"is_active": ""}, {"role": "admin"}])
def test_the_last_owner_stays(
    acme: Company, owner: Client, ada: Agent, change: dict[str, str]
) -> None:
    answer = owner.post(_address(ada), _form(ada, **change))
    assert "This is the last owner" in answer.content.decode()
    assert acme.agent("Ada").role == Role.OWNER


def test_who_is_switched_off_is_logged_out(acme: Company, owner: Client, bo: Agent) -> None:
    browser = acme.client(bo)
    assert browser.get("/inbox/").status_code == 200
    owner.post(_address(bo), _form(bo, is_active=""))
    assert browser.get("/inbox/").status_code == 302
    owner.post(_address(bo), _form(bo))
    assert browser.get("/inbox/").status_code == 302, "an old session does not come back to life"


def test_admins_neither_make_nor_change_owners(by_role: ByRole, ada: Agent) -> None:
    admin = by_role(Role.ADMIN)
    assert admin.post(ADD, NEW | {"role": "owner"}).status_code == 200
    assert admin.post(_address(ada), _form(ada, name="Mallory")).status_code == 403


def test_nobody_is_deleted(owner: Client, bo: Agent) -> None:
    assert owner.post(f"/admin/agents/agent/{bo.pk}/delete/").status_code == 403


def test_gus_does_not_see_acmes_people(globex: Company, gus: Agent, bo: Agent) -> None:
    browser = globex.client(gus)
    assert "bo@acme.example" not in browser.get("/admin/agents/agent/").content.decode()
    # Primary keys are counted per workspace: the same number is somebody of theirs.
    assert "Bo Reyes" not in browser.get(_address(bo)).content.decode()


def test_a_mail_is_not_sent_to_who_was_switched_off_meanwhile(acme: Company, owner: Client) -> None:
    owner.post(ADD, NEW)
    with acme.bound():
        Agent.objects.filter(email="mia@acme.example").update(is_active=False, password=PASSWORD)
    run_owed("agents.invitation")
    assert not mail.outbox
