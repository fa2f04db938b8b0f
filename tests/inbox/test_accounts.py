"""Log in, log out, set a password by mail, accept an invitation, change a profile."""

import re
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from helpdesk.agents.models import Agent
from helpdesk.agents.roles import Role
from helpdesk.inbox.forms import WRONG
from tenants.signing import sign
from tests.cast import PASSWORD, Company
from tests.inbox.conftest import Answer, Desk
from tests.work import run_owed

NEW = "a quite different sentence"


def log_in(client: Client, email: str, password: str = PASSWORD, **extra: Any) -> Answer:
    fields = {"email": email, "password": password}
    return client.post(reverse("inbox:login"), fields, **extra)


def test_an_agent_logs_in_by_e_mail_in_any_case(acme: Company) -> None:
    client = acme.client()
    assert log_in(client, "BO@Acme.example").headers["Location"] == "/inbox/"
    assert "Bo Reyes" in client.get("/inbox/").content.decode()


def test_a_stranger_is_sent_to_log_in_and_back(acme: Company) -> None:
    client = acme.client()
    asked = client.get("/inbox/?view=waiting")
    assert asked.headers["Location"] == "/inbox/login/?next=%2Finbox%2F%3Fview%3Dwaiting"
    done = client.post(
        asked.headers["Location"], {"email": "bo@acme.example", "password": PASSWORD}
    )
    assert done.headers["Location"] == "/inbox/?view=waiting"


def test_log_in_never_leads_to_another_site(acme: Company) -> None:
    done = acme.client().post(
        "/inbox/login/?next=https://evil.example/",
        {"email": "bo@acme.example", "password": PASSWORD},
    )
    assert done.headers["Location"] == "/inbox/"


def test_a_wrong_password_and_an_unknown_address_read_the_same(acme: Company) -> None:
    known = log_in(acme.client(), "bo@acme.example", "wrong password")
    unknown = log_in(acme.client(), "nobody@acme.example", "wrong password")
    assert known.status_code == unknown.status_code == 422
    assert str(WRONG) in known.content.decode()
    assert str(WRONG) in unknown.content.decode()


def test_after_five_wrong_tries_the_right_password_waits_too(acme: Company) -> None:
    for _ in range(5):
        log_in(acme.client(), "bo@acme.example", "wrong password")
    refused = log_in(acme.client(), "bo@acme.example")
    assert (refused.status_code, str(WRONG) in refused.content.decode()) == (429, True)
    assert 0 < int(refused.headers["Retry-After"]) <= 900
    assert log_in(acme.client(), "ada@acme.example").status_code == 302
    elsewhere = log_in(acme.client(), "bo@acme.example", REMOTE_ADDR="192.0.2.7")
    assert elsewhere.status_code == 302


def test_tries_at_one_company_do_not_count_at_another(acme: Company, globex: Company) -> None:
    for _ in range(6):
        log_in(acme.client(), "ivy@globex.example", "wrong password")
    assert log_in(globex.client(), "ivy@globex.example").status_code == 302


def test_a_session_of_one_company_is_none_at_another(
    acme: Company, globex: Company, adas: Desk
) -> None:
    stolen = globex.client()
    stolen.cookies["sessionid"] = adas.client.cookies["sessionid"].value
    assert stolen.get("/inbox/").status_code == 302
    assert adas.client.get("/inbox/").status_code == 200


def test_an_editor_has_no_inbox_but_a_profile(acme: Company, bo: Agent) -> None:
    with acme.bound():
        Agent.objects.filter(pk=bo.pk).update(role=Role.EDITOR)
    client = acme.client(bo)
    refused = client.get("/inbox/")
    assert refused.status_code == 403
    assert "Not for your role" in refused.content.decode()
    assert client.get("/inbox/profile/").status_code == 200
    assert log_in(acme.client(), bo.email).headers["Location"] == "/admin/"


def test_an_agent_who_is_switched_off_is_out_at_once(acme: Company, bo: Agent, bos: Desk) -> None:
    with acme.bound():
        Agent.objects.filter(pk=bo.pk).update(is_active=False)
    assert bos.client.get("/inbox/").status_code == 302
    assert log_in(acme.client(), bo.email).status_code == 422


def test_logging_out_takes_a_post(adas: Desk) -> None:
    assert adas.client.get("/inbox/logout/").status_code == 405
    adas.client.post("/inbox/logout/")
    assert adas.client.get("/inbox/").status_code == 302


def mailed_path(company: Company, email: str) -> str:
    company.client().post(reverse("inbox:forgotten"), {"email": email})
    run_owed("inbox.password_reset")
    found = re.search(r"http://[^/\s]+(/inbox/password/\S+)", str(mail.outbox[-1].body))
    assert found
    return found[1]


def test_a_forgotten_password_is_set_anew_by_mail_once(acme: Company, bo: Agent) -> None:
    path = mailed_path(acme, bo.email)
    assert mail.outbox[0].to == [bo.email]
    done = acme.client().post(path, {"password": NEW})
    assert done.headers["Location"] == "/inbox/"
    assert log_in(acme.client(), bo.email, NEW).status_code == 302
    assert acme.client().get(path).status_code == 410


def test_a_weak_password_is_refused_with_the_reason(acme: Company, bo: Agent) -> None:
    answer = acme.client().post(mailed_path(acme, bo.email), {"password": "12345"})
    assert answer.status_code == 422
    assert "too short" in answer.content.decode()


def test_an_unknown_address_gets_the_same_page_and_no_mail(acme: Company, bo: Agent) -> None:
    ask = reverse("inbox:forgotten")
    unknown = acme.client().post(ask, {"email": "nobody@acme.example"}).content
    known = acme.client().post(ask, {"email": bo.email}).content
    assert re.sub(rb"csrf\S+ value=\S+", b"", unknown) == re.sub(rb"csrf\S+ value=\S+", b"", known)
    run_owed("inbox.password_reset")
    assert [sent.to for sent in mail.outbox] == [[bo.email]]


def test_a_reset_link_is_dead_after_an_hour_and_at_another_company(
    acme: Company, globex: Company, bo: Agent
) -> None:
    path = mailed_path(acme, bo.email)
    assert globex.client().get(path).status_code == 410
    with time_machine.travel(timezone.now() + timedelta(minutes=61)):
        assert acme.client().get(path).status_code == 410


@pytest.fixture
def invitation(acme: Company) -> str:
    with acme.bound():
        new = Agent.objects.create_user("kim@acme.example", name="Kim")
        return reverse("inbox:accept_invitation", args=[sign("invitation", {"agent": new.pk})])


def test_an_invited_person_chooses_a_password_and_is_in(acme: Company, invitation: str) -> None:
    client = acme.client()
    assert "kim@acme.example" in client.get(invitation).content.decode()
    client.post(invitation, {"name": "Kim Vale", "password": NEW})
    assert "Kim Vale" in client.get("/inbox/").content.decode()
    assert acme.client().get(invitation).status_code == 410


def test_an_invitation_is_dead_elsewhere_and_when_changed(
    acme: Company, globex: Company, invitation: str
) -> None:
    assert globex.client().get(invitation).status_code == 410
    assert acme.client().get(invitation[:-3] + "xy/").status_code == 410


def test_an_agent_changes_name_and_colour(acme: Company, bo: Agent, bos: Desk) -> None:
    fields = {"form": "profile", "name": "Bo R.", "colour": "#4f46e5", "locale": "de"}
    bos.client.post("/inbox/profile/", fields)
    with acme.bound():
        bo.refresh_from_db()
    assert (bo.name, bo.colour, bo.locale) == ("Bo R.", "#4f46e5", "de")


def test_a_password_is_changed_only_with_the_old_one(acme: Company, bo: Agent, bos: Desk) -> None:
    change = {"form": "password", "current": "wrong", "password": NEW}
    assert bos.client.post("/inbox/profile/", change).status_code == 422
    bos.client.post("/inbox/profile/", {**change, "current": PASSWORD})
    assert bos.client.get("/inbox/").status_code == 200
    assert log_in(acme.client(), bo.email, NEW).status_code == 302
