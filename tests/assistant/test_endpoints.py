"""A tenant's model is on the public internet, and the call goes to the address that was checked."""

import pytest

from helpdesk.assistant import llm
from tenants.public_internet import AddressRefused, public_address
from tests import fakes

PROMPT = llm.Prompt("system", "user")


@pytest.mark.parametrize(
    "found",
    [
        ["127.0.0.1"],
        ["10.1.2.3"],
        ["192.168.0.1"],
        ["169.254.169.254"],
        ["::1"],
        ["fe80::1"],
        ["fd00::1"],
        ["::ffff:127.0.0.1"],
        ["::127.0.0.1"],
        ["::ffff:0:127.0.0.1"],
        ["64:ff9b::7f00:1"],
        ["64:ff9b::a9fe:a9fe"],
        ["2002:7f00:1::"],
        ["2001:0:53aa:64c::"],
        ["0.0.0.0"],  # noqa: S104 - an address that is refused
        ["224.0.0.1"],
        ["93.184.215.14", "127.0.0.1"],
        [],
    ],
)
def test_a_name_with_any_address_inside_is_refused(found: list[str]) -> None:
    with pytest.raises(AddressRefused):
        public_address(found)


@pytest.mark.parametrize("address", ["93.184.215.14", "2606:4700::1111"])
def test_a_public_address_is_taken(address: str) -> None:
    assert public_address([address]) == address


def test_a_name_that_turns_out_to_be_ours_is_not_called() -> None:
    with fakes.model_that(fakes.says("Hello")) as model:
        address = model.base_url.replace("127.0.0.1", "localhost")
        endpoint = llm.Endpoint(address, "fake", is_trusted=False)
        with pytest.raises(llm.ModelUnavailable, match="public internet"):
            llm.ask(PROMPT, endpoint, seconds=3)
        assert model.asked == []


def test_the_operators_own_endpoint_may_be_next_door() -> None:
    with fakes.model_that(fakes.says("Hello")) as model:
        endpoint = llm.Endpoint(model.base_url, "fake", is_trusted=True)
        assert llm.ask(PROMPT, endpoint, seconds=3).completion.text == "Hello"


def test_a_key_is_not_in_what_an_endpoint_prints() -> None:
    assert "sk-secret" not in repr(llm.Endpoint("https://a.example", "m", "sk-secret"))
