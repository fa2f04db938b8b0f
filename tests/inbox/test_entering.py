"""Who is logged in: looked up anew by every page."""

import pytest
from django.contrib.auth import BACKEND_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.models import Session
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

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
def test_a_page_begins_with_two_short_statements(path: str, acme: Company, ada: Agent) -> None:
    browser = acme.client(ada)
    browser.get(path)
    with CaptureQueriesContext(connection) as queries:
        browser.get(path)
    texts = [query["sql"] for query in queries.captured_queries]
    assert "django_session" in texts[0]
    assert "agents_agent" in texts[1]
    assert not any("SET search_path" in text for text in texts[:2])


def test_a_session_holds_no_agent_of_another_company(
    acme: Company, globex: Company, ada: Agent
) -> None:
    browser = acme.client(ada)
    with acme.bound():
        assert SessionStore(browser.cookies["sessionid"].value)[SESSION_KEY] == str(ada.pk)
    with globex.bound():
        assert SessionStore(browser.cookies["sessionid"].value).load() == {}
