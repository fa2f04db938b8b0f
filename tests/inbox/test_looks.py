"""How an agent has the inbox: colours, room and single keys."""

import pytest

from tests.cast import Company

LOOKS = "/inbox/looks/"


def test_a_look_goes_with_the_agent_to_every_device(acme: Company) -> None:
    bo = acme.agent("Bo")
    here, there = acme.client(bo), acme.client(bo)
    for name, value in (("theme", "dark"), ("density", "compact"), ("shortcuts", "off")):
        assert here.post(LOOKS, {name: value}, HTTP_HX_REQUEST="true").status_code == 204
    page = there.get("/inbox/").content.decode()
    assert 'data-theme="dark" data-density="compact"' in page
    assert 'data-shortcuts="off"' in page
    ada = acme.client(acme.agent("Ada")).get("/inbox/").content.decode()
    assert 'data-theme="auto" data-density="roomy"' in ada
    assert 'data-shortcuts="on"' in ada


@pytest.mark.parametrize("sent", [{"theme": "pink"}, {"colour": "dark"}, {"shortcuts": ""}, {}])
def test_what_cannot_be_chosen_is_refused_and_changes_nothing(
    acme: Company, sent: dict[str, str]
) -> None:
    client = acme.client(acme.agent("Bo"))
    assert client.post(LOOKS, sent).status_code == 422
    assert 'data-theme="auto" data-density="roomy"' in client.get("/inbox/").content.decode()


def test_without_scripts_a_switch_leads_back_to_a_page(acme: Company) -> None:
    answer = acme.client(acme.agent("Bo")).post(LOOKS, {"theme": "light"})
    assert answer["Location"] == "/inbox/profile/"


def test_every_page_of_an_agent_has_their_look(acme: Company) -> None:
    client = acme.client(acme.agent("Bo"))
    client.post(LOOKS, {"theme": "dark"})
    for path in ("/inbox/", "/inbox/queue/", "/inbox/profile/", "/inbox/policy/"):
        assert 'data-theme="dark"' in client.get(path).content.decode(), path
