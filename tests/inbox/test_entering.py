"""Who is logged in: looked up anew by every page."""

import pytest
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from helpdesk.agents import entering
from helpdesk.agents.entering import SessionStore
from helpdesk.agents.models import Agent
from tests.cast import Company


def test_an_agent_who_is_switched_off_is_out_with_the_next_page(acme: Company, ada: Agent) -> None:
    browser = acme.client(ada)
    assert browser.get("/inbox/").status_code == 200
    with acme.bound():
        Agent.objects.filter(pk=ada.pk).update(is_active=False)
    assert browser.get("/inbox/").status_code == 302


def test_a_session_that_has_expired_is_nobodys(acme: Company, ada: Agent) -> None:
    browser = acme.client(ada)
    with acme.bound():
        Session.objects.update(expire_date=timezone.now())
    assert browser.get("/inbox/").status_code == 302


def test_who_logged_in_before_the_latest_release_stays_in(acme: Company, ada: Agent) -> None:
    browser = acme.client(ada)
    with acme.bound():
        session = SessionStore(browser.cookies["sessionid"].value)
        session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
        session.save()
    assert browser.get("/inbox/").status_code == 200


@pytest.mark.parametrize("path", ["/inbox/?view=open", "/inbox/profile/"])
def test_a_page_begins_with_one_short_statement(path: str, acme: Company, ada: Agent) -> None:
    browser = acme.client(ada)
    browser.get(path)
    texts = statements(browser, path)
    assert "django_session" in texts[0]
    assert "agents_agent" in texts[0]
    assert not any("agents_agent AS a WHERE" in text for text in texts)
    assert "SET search_path" not in texts[0]


def test_a_session_is_whose_it_is_now_not_whose_it_was(
    acme: Company, ada: Agent, bo: Agent
) -> None:
    browser = acme.client(ada)
    assert browser.get("/inbox/profile/").context["user"] == ada
    with acme.bound():
        session = SessionStore(browser.cookies["sessionid"].value)
        session[SESSION_KEY] = str(bo.pk)
        session[HASH_SESSION_KEY] = bo.get_session_auth_hash()
        session.save()
    assert browser.get("/inbox/profile/").context["user"] == bo
    (first, *_) = statements(browser, "/inbox/profile/")
    assert f"a.id = {bo.pk}" in first


def test_who_has_another_password_by_now_is_out_though_their_row_was_read_along(
    acme: Company, ada: Agent
) -> None:
    browser = acme.client(ada)
    assert browser.get("/inbox/").status_code == 200
    with acme.bound():
        ada.set_password("something else entirely")
        ada.save()
    assert browser.get("/inbox/").status_code == 302


def test_what_is_remembered_of_sessions_is_bounded(
    acme: Company, ada: Agent, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(entering, "REMEMBERED", 2)
    monkeypatch.setattr(entering, "_came", {})
    for _ in range(5):
        assert acme.client(ada).get("/inbox/profile/").status_code == 200
    assert len(entering._came) <= 2


def statements(browser: Client, path: str) -> list[str]:
    with CaptureQueriesContext(connection) as queries:
        browser.get(path)
    return [query["sql"] for query in queries.captured_queries]


def test_a_session_holds_no_agent_of_another_company(
    acme: Company, globex: Company, ada: Agent
) -> None:
    browser = acme.client(ada)
    with acme.bound():
        assert SessionStore(browser.cookies["sessionid"].value)[SESSION_KEY] == str(ada.pk)
    with globex.bound():
        assert SessionStore(browser.cookies["sessionid"].value).load() == {}
