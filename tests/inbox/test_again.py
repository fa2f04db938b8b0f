"""A page whose log-in has ended asks who is in, and logs in without being left."""

from django.test import Client
from django.urls import reverse

from helpdesk.agents.models import Agent
from helpdesk.conversations.models import Conversation
from tests.cast import PASSWORD, Company
from tests.inbox.conftest import Desk


def test_a_page_learns_who_is_in_and_the_token_of_now(acme: Company, bo: Agent) -> None:
    stranger = acme.client().get(reverse("inbox:again")).json()
    assert stranger["me"] is None
    assert stranger["token"]
    assert acme.client(bo).get(reverse("inbox:again")).json()["me"] == bo.pk


def test_whoever_logs_in_again_goes_on_with_a_fresh_token(
    acme: Company, waiting: Conversation, bo: Agent
) -> None:
    client = Client(HTTP_HOST=acme.host, enforce_csrf_checks=True)
    address = reverse("inbox:again")
    token = client.get(address).json()["token"]
    given = {"email": "bo@acme.example", "password": "a wrong password"}
    wrong = client.post(address, given, headers={"X-CSRFToken": token})
    assert wrong.status_code == 422
    assert "do not fit together" in wrong.json()["detail"]
    right = client.post(address, {**given, "password": PASSWORD}, headers={"X-CSRFToken": token})
    assert right.json()["me"] == bo.pk
    claim = Desk.address("claim", waiting)
    assert client.post(claim, headers={"X-CSRFToken": token}).status_code == 403, "the old one"
    fresh = right.json()["token"]
    assert client.post(claim, headers={"X-CSRFToken": fresh}).status_code == 302


def test_a_fragment_whose_log_in_has_ended_leads_back_to_its_page(
    acme: Company, waiting: Conversation
) -> None:
    page = f"http://{acme.host}/inbox/c/{waiting.public_id}/"
    headers = {"HX-Request": "true", "HX-Current-URL": page}
    answer = acme.client().get(reverse("inbox:list"), headers=headers)
    assert answer.headers["HX-Redirect"].endswith(f"?next=%2Finbox%2Fc%2F{waiting.public_id}%2F")
