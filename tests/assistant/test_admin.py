"""The assistant's settings belong to owners and admins; a key goes in and never comes out."""

import pytest
from auditlog.models import LogEntry
from django.db import connection
from django.test import Client
from pytest_django.fixtures import Settings

from helpdesk.agents.models import Agent
from helpdesk.assistant.models import AssistantSettings
from tests.assistant.conftest import Chat
from tests.cast import Company

PAGE = "/admin/assistant/assistantsettings/1/change/"
KEY = "sk-very-secret-key"
FORM = {
    "is_on": "on",
    "base_url": "https://models.example.com/v1",
    "model": "some-model",
    "price_in": "0.25",
    "price_out": "2",
    "daily_budget": "5",
    "conversation_budget": "0.2",
}


@pytest.fixture(autouse=True)
def _open_internet_only(settings: Settings) -> None:
    settings.LLM_PRIVATE_ADDRESSES = False


def test_the_key_is_stored_encrypted_and_never_shown(acme: Company, ada: Agent) -> None:
    client = _saved(acme, ada, api_key=KEY)
    with acme.bound():
        assert AssistantSettings.current().api_key == KEY
        with connection.cursor() as cursor:
            cursor.execute("SELECT api_key FROM assistant_assistantsettings")
            assert KEY not in cursor.fetchone()[0]
        entry = LogEntry.objects.filter(object_repr="Assistant settings").latest("id")
        assert KEY[:6] not in str(entry.changes)
    assert KEY not in client.get(PAGE).content.decode()


def test_an_empty_key_keeps_the_stored_one_until_the_address_changes(
    acme: Company, ada: Agent
) -> None:
    _saved(acme, ada, api_key=KEY)
    _saved(acme, ada, model="another-model")
    assert _key(acme) == KEY
    _saved(acme, ada, base_url="https://elsewhere.example.net/v1")
    assert _key(acme) == ""


@pytest.mark.parametrize(
    "address",
    [
        "http://models.example.com/v1",
        "https://127.0.0.1/v1",
        "https://10.0.0.7/v1",
        "https://169.254.169.254/latest",
        "https://[::1]/v1",
        "https://[::ffff:10.0.0.1]/v1",
        "https://0x7f000001/v1",
        "https://localhost/v1",
        "https://user:word@models.example.com/v1",
        "ftp://models.example.com",
        "not an address",
    ],
)
def test_an_address_inside_our_network_is_refused_with_the_reason(
    acme: Company, ada: Agent, address: str
) -> None:
    client = acme.client(ada)
    client.get("/admin/assistant/assistantsettings/")
    page = client.post(PAGE, {**FORM, "base_url": address})
    assert page.status_code == 200
    assert page.context["adminform"].form.errors["base_url"]


def test_agents_and_editors_cannot_see_the_settings(acme: Company, bo: Agent) -> None:
    assert acme.client(bo).get(PAGE).status_code in (302, 403)


def test_turns_can_be_read_and_not_changed(chat: Chat, ada: Agent) -> None:
    chat.say("How do I get a refund for my plan?")
    client = chat.company.client(ada)
    page = f"/admin/assistant/turn/{chat.turns[0].pk}/change/"
    assert client.get("/admin/assistant/turn/").status_code == 200
    assert "Ask for a refund" in client.get(page).content.decode()
    assert client.post(page, {"question": "Another"}).status_code == 403


def _saved(company: Company, agent: Agent, **changed: str) -> Client:
    client = company.client(agent)
    client.get("/admin/assistant/assistantsettings/")
    answer = client.post(PAGE, {**FORM, **changed})
    assert answer.status_code == 302, answer.context["adminform"].form.errors
    return client


def _key(company: Company) -> str:
    with company.bound():
        return str(AssistantSettings.current().api_key)
