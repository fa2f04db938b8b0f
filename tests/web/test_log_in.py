"""Guessing passwords: how many tries come through, what they tell, and who is kept out."""

from typing import Any

import pytest
from django.test import Client

from helpdesk.agents import tries
from helpdesk.agents.models import Agent
from tests.cast import PASSWORD, Company

pytestmark = pytest.mark.usefixtures("hashed")

WRONG = "guess"
ADDRESSES = [f"203.0.113.{number}" for number in range(50)]


@pytest.fixture(autouse=True)
def cheap(acme: Company, bo: Agent, hashed: list[str]) -> None:
    """Bo's real password under the cheap hash."""
    with acme.bound():
        bo.set_password(PASSWORD)
        bo.save()
    hashed.clear()


def attempt(company: Company, email: str, address: str, password: str = WRONG, **more: Any) -> Any:
    client = more.get("client") or company.client()
    fields = {"email": email, "password": password}
    return client.post("/inbox/login/", fields, REMOTE_ADDR=address)


def test_of_a_thousand_guesses_from_fifty_addresses_thirty_are_heard(
    acme: Company, bo: Agent, hashed: list[str]
) -> None:
    guesser = acme.client()
    answers = [
        attempt(acme, bo.email, ADDRESSES[number % 50], f"guess {number}", client=guesser)
        for number in range(1000)
    ]
    statuses = [answer.status_code for answer in answers]
    assert (statuses.count(422), statuses.count(429)) == (tries.LOG_IN_FAR.count, 970)
    assert len(hashed) == tries.LOG_IN_FAR.count, "who is refused costs no hash"


def test_one_address_guesses_at_many_accounts_a_hundred_times(
    acme: Company, hashed: list[str]
) -> None:
    guesser = acme.client()
    answers = [
        attempt(acme, f"person{n}@acme.example", ADDRESSES[0], client=guesser) for n in range(150)
    ]
    assert sum(answer.status_code == 422 for answer in answers) == tries.LOG_IN_ADDRESS.count


def test_one_address_alone_cannot_use_up_an_account(acme: Company, bo: Agent) -> None:
    guesser = acme.client()
    for _ in range(40):
        attempt(acme, bo.email, ADDRESSES[0], client=guesser)
    assert attempt(acme, bo.email, ADDRESSES[1], PASSWORD).status_code == 302


def test_whoever_burns_an_account_keeps_out_neither_its_browser_nor_its_owner_for_long(
    acme: Company, bo: Agent, hashed: list[str]
) -> None:
    browser = acme.client()
    assert attempt(acme, bo.email, "192.0.2.9", PASSWORD, client=browser).status_code == 302
    _forget_session(browser)
    guesser = acme.client()
    for number in range(100):
        attempt(acme, bo.email, ADDRESSES[number % 50], client=guesser)
    stranger = attempt(acme, bo.email, "192.0.2.9", PASSWORD)
    assert stranger.status_code == 429
    known = attempt(acme, bo.email, "192.0.2.9", PASSWORD, client=browser)
    assert known.status_code == 302
    assert int(stranger.headers["Retry-After"]) <= 900


def test_being_known_is_worth_nothing_for_another_account_or_company(
    acme: Company, globex: Company, ada: Agent, bo: Agent
) -> None:
    browser = acme.client()
    attempt(acme, bo.email, "192.0.2.9", PASSWORD, client=browser)
    _forget_session(browser)
    codes = [attempt(acme, ada.email, "192.0.2.9", client=browser).status_code for _ in range(7)]
    assert codes == [422] * 5 + [429] * 2
    abroad = globex.client()
    abroad.cookies["known"] = browser.cookies["known"].value
    codes = [attempt(globex, bo.email, "192.0.2.9", client=abroad).status_code for _ in range(7)]
    assert codes == [422] * 5 + [429] * 2


def test_a_stolen_known_browser_is_bounded_as_well(acme: Company, bo: Agent) -> None:
    browser = acme.client()
    attempt(acme, bo.email, "192.0.2.9", PASSWORD, client=browser)
    _forget_session(browser)
    codes = [
        attempt(acme, bo.email, ADDRESSES[n % 50], client=browser).status_code for n in range(30)
    ]
    assert codes.count(422) == tries.LOG_IN_KNOWN.count


def test_an_account_that_exists_answers_like_one_that_does_not(
    acme: Company, bo: Agent, hashed: list[str]
) -> None:
    """The same words, status and headers, and the same cost, whatever is behind the address."""
    with acme.bound():
        off = Agent.objects.create_user("off@acme.example", PASSWORD, name="Off", is_active=False)
        invited = Agent.objects.create_user("new@acme.example", name="New")
    seen, costs = [], []
    for email in (bo.email, off.email, invited.email, "nobody@acme.example"):
        hashed.clear()
        answer = attempt(acme, email, "192.0.2.1")
        seen.append(_plain(answer, email))
        costs.append(len(hashed))
    assert seen == [seen[0]] * 4
    assert costs == [1, 1, 1, 1]


def test_too_many_tries_say_the_same_of_every_account(acme: Company, bo: Agent) -> None:
    seen = []
    for email in (bo.email, "nobody@acme.example"):
        for _ in range(tries.LOG_IN_NEAR.count):
            attempt(acme, email, "192.0.2.1")
        seen.append(_plain(attempt(acme, email, "192.0.2.1"), email))
    assert seen[0] == seen[1]


def _plain(answer: Any, email: str) -> tuple[int, dict[str, str], str]:
    """An answer without what differs from one request to the next."""
    text = answer.content.decode().replace(email, "")
    words = " ".join(line for line in text.splitlines() if "csrfmiddlewaretoken" not in line)
    differing = ("Content-Length", "Retry-After", "Expires")
    headers = {name: value for name, value in answer.headers.items() if name not in differing}
    return answer.status_code, headers, words


def _forget_session(browser: Client) -> None:
    del browser.cookies["sessionid"]
