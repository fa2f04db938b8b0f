"""The companies' own sites and the front page of the demo, through the door."""

import re
from typing import Any

import jwt
import pytest
from django.core.management import call_command
from django.test import Client

from helpdesk.demo import cast
from helpdesk.widget.identity import verify
from helpdesk.widget.models import WidgetSettings
from tests.cast import Company

EMBED = re.compile(r'<script src="/widget/embed\.js"[^>]*\bdefer\b')


@pytest.fixture
def _demo(settings: Any) -> None:
    settings.DEMO = True


@pytest.fixture
def _no_demo(settings: Any) -> None:
    settings.DEMO = False


def page(company: Company, address: str = "/") -> str:
    answer = company.client().get(address)
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.usefixtures("_demo")
def test_the_company_s_site_carries_its_chat(acme: Company, globex: Company) -> None:
    for company, words in ((acme, "Invoices out."), (globex, "Friday is covered.")):
        html = page(company)
        assert EMBED.search(html)
        assert words in html
        assert html.count("data-ask=") == 3
        assert 'href="/help/"' in html
        assert 'href="/inbox/"' in html


@pytest.mark.usefixtures("_demo")
def test_a_signed_in_customer_is_proven_to_the_chat(acme: Company) -> None:
    proof = re.search(r'data-identity="([^"]+)"', page(acme, "/?as=cleo"))
    assert proof
    with acme.bound():
        identity = verify(proof[1], WidgetSettings.current().secrets())
    assert (identity.external_id, identity.name) == ("acme-1001", "Cleo Hartmann")
    claims = jwt.decode(proof[1], options={"verify_signature": False})
    assert claims["exp"] - claims["iat"] <= 600


@pytest.mark.usefixtures("_demo")
def test_nobody_is_signed_in_by_a_name_that_the_company_does_not_know(globex: Company) -> None:
    assert "data-identity" not in page(globex, "/?as=cleo")


@pytest.mark.usefixtures("_demo")
def test_the_front_page_lists_companies_and_log_ins(acme: Company) -> None:
    html = Client(HTTP_HOST="localhost:8123").get("/").content.decode()
    assert "http://acme.localhost:8123/" in html
    assert all(person.email in html for person in _everybody())


@pytest.mark.usefixtures("_no_demo")
def test_without_the_demo_the_address_leads_to_the_help_centre(acme: Company) -> None:
    answer = acme.client().get("/")
    assert (answer.status_code, answer["Location"]) == (302, "/help/")


@pytest.mark.usefixtures("_no_demo")
def test_without_the_demo_the_front_page_shows_no_log_in(acme: Company) -> None:
    answer = Client(HTTP_HOST="localhost").get("/")
    assert (answer.status_code, answer["Location"]) == (302, "/platform/")


def test_the_terminal_s_table_names_everybody(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("demo_logins", port="8123")
    shown = capsys.readouterr().out
    assert "http://globex.localhost:8123/" in shown
    assert all(person.email in shown for person in _everybody())
    assert cast.password() in shown


def _everybody() -> list[cast.Person]:
    return [person for company in cast.companies() for person in company.people]
