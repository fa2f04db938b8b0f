"""Who gets into the admin, and what each role finds there."""

import pytest
from django.test import Client

from helpdesk.agents.models import Agent
from helpdesk.agents.roles import Role
from tests.cast import Company
from tests.console.conftest import ByRole

PAGES = {
    "home": "/admin/",
    "set up": "/admin/setup/",
    "articles": "/admin/knowledge/article/",
    "rules": "/admin/escalation/escalationrule/",
    "confidence": "/admin/confidence/",
    "teams": "/admin/escalation/team/",
    "agents": "/admin/agents/agent/",
    "brand": "/admin/brand/brand/",
    "widget": "/admin/widget/widgetsettings/",
    "assistant": "/admin/assistant/assistantsettings/",
    "survey": "/admin/surveys/survey/",
    "conversations": "/admin/conversations/conversation/",
    "hand-offs": "/admin/conversations/handoff/",
    "contacts": "/admin/conversations/contact/",
    "history": "/admin/auditlog/logentry/",
    "tokens": "/admin/api/apitoken/",
}
FOR_EDITORS = {"home", "articles", "conversations", "hand-offs", "contacts"}


@pytest.mark.parametrize("page", PAGES)
def test_owners_and_admins_open_every_page(by_role: ByRole, page: str) -> None:
    for role in (Role.OWNER, Role.ADMIN):
        assert by_role(role).get(PAGES[page], follow=True).status_code == 200


@pytest.mark.parametrize("page", PAGES)
def test_editors_open_what_is_theirs(by_role: ByRole, page: str) -> None:
    expected = 200 if page in FOR_EDITORS else 403
    assert by_role(Role.EDITOR).get(PAGES[page], follow=True).status_code == expected


def test_agents_are_told_that_the_admin_is_not_their_room(acme: Company, bo: Agent) -> None:
    assert acme.client(bo).get("/admin/", follow=True).status_code == 403


def test_strangers_are_sent_to_the_one_log_in(acme: Company) -> None:
    answer = acme.client().get("/admin/", follow=True)
    path, _ = answer.redirect_chain[-1]
    assert path.startswith("/inbox/login/?next=/admin/")


def test_the_admins_log_out_ends_the_session(acme: Company, owner: Client) -> None:
    assert owner.post("/admin/logout/").status_code == 302
    assert owner.get("/admin/").status_code == 302


def test_a_session_of_acme_is_nobody_at_globex(acme: Company, globex: Company, ada: Agent) -> None:
    stranger = globex.client()
    stranger.cookies = acme.client(ada).cookies
    assert stranger.get("/admin/").status_code == 302


def test_the_sidebar_offers_editors_only_what_they_may_open(by_role: ByRole) -> None:
    page = by_role(Role.EDITOR).get("/admin/").content.decode()
    assert "/admin/knowledge/article/" in page
    assert "/admin/agents/agent/" not in page
    assert "/admin/api/apitoken/" not in page


def test_only_the_admin_relaxes_the_content_policy(acme: Company, owner: Client) -> None:
    assert "'unsafe-eval'" in owner.get("/admin/")["Content-Security-Policy"]
    assert "unsafe" not in acme.client().get("/inbox/login/")["Content-Security-Policy"]
    assert "unsafe" not in owner.get("/admin/nowhere/")["Content-Security-Policy"]
