"""Who a visitor is, tried with every wrong proof on every way in. Nothing wrong is believed.

The control arm is a check that everybody has seen somewhere: decode the token, compare a hash if
there is one. It believes most of the list.
"""

import json
import time
from collections.abc import Awaitable, Callable
from typing import Any

import jwt
import pytest

from helpdesk.conversations.models import Contact
from helpdesk.widget.identity import hash_of
from helpdesk.widget.models import WidgetSettings
from tenants import counting
from tenants.context import in_thread
from tests.cast import Company
from tests.web.wrong_proofs import OTHER, VICTIM, Secrets, token
from tests.widget.visitor import Visitor, action, say, set_up

pytestmark = pytest.mark.usefixtures("ears")


@pytest.fixture
async def secrets(acme: Company, globex: Company) -> Secrets:
    """Acme has rotated twice: the first secret is out, the second still overlaps."""

    def now() -> str:
        return str(WidgetSettings.current().identity_secret)

    def rotated() -> str:
        WidgetSettings.current().rotate_secret()
        return now()

    first = await in_thread(acme.schema, now)
    second = await in_thread(acme.schema, rotated)
    third = await in_thread(acme.schema, rotated)
    return Secrets(third, first, second, await in_thread(globex.schema, now))


Way = Callable[[Company, Secrets, Any], Awaitable[tuple[int, str]]]


async def boot(company: Company, _secrets: Secrets, proof: Any) -> tuple[int, str]:
    """A first visit."""
    return await _ask(Visitor(company), {"identity": proof})


async def update(company: Company, secrets: Secrets, proof: Any) -> tuple[int, str]:
    """The same person again, with the visitor token they have."""
    known = await Visitor(company).arrive(identity=token(secrets.own, jti=_unique()))
    return await _ask(Visitor(company), {"identity": proof, "visitor": known.token})


async def switch(company: Company, secrets: Secrets, proof: Any) -> tuple[int, str]:
    """Another identified person's browser."""
    known = await Visitor(company).arrive(identity=token(secrets.own, sub=OTHER, jti=_unique()))
    return await _ask(Visitor(company), {"identity": proof, "visitor": known.token})


async def merge(company: Company, _secrets: Secrets, proof: Any) -> tuple[int, str]:
    """A stranger who has talked already."""
    known = await Visitor(company).arrive()
    return await _ask(Visitor(company), {"identity": proof, "visitor": known.token})


async def _ask(visitor: Visitor, details: dict[str, Any]) -> tuple[int, str]:
    answer = await visitor.post("session", details)
    content = answer.json()
    assert ("visitor" in content) is (answer.status_code == 200)
    return answer.status_code, content.get("code", content.get("contact", {}).get("id", ""))


async def reconnect(company: Company, _secrets: Secrets, proof: Any) -> tuple[int, str]:
    """The proof itself in place of a visitor token, at the socket."""
    visitor = Visitor(company)
    visitor.session = {"visitor": _as_text(proof)}
    socket = await visitor.dial()
    frame = await socket.receive()
    return int(frame.get("code", 0) if frame["type"] == "bye" else 200), "identity"


async def fallback(company: Company, _secrets: Secrets, proof: Any) -> tuple[int, str]:
    """The proof in place of a visitor token, over plain HTTP."""
    text = _as_text(proof).replace("\n", "")
    answer = await Visitor(company).get("conversations", authorization=f"Bearer {text}")
    return answer.status_code, answer.json()["code"]


def _as_text(proof: Any) -> str:
    return proof if isinstance(proof, str) else json.dumps(proof)


def _unique() -> str:
    return str(time.perf_counter_ns())


async def people(company: Company) -> int:
    return await in_thread(company.schema, Contact.objects.count)


@pytest.fixture
async def victim(acme: Company, secrets: Secrets) -> Visitor:
    """Somebody known, who has said something."""
    details: dict[str, Any] = {"name": "Vera", "email": "vera@customer.example", "jti": _unique()}
    visitor = await Visitor(acme).arrive(identity=token(secrets.own, **details))
    await say(await visitor.begin(), "My account number is 4711")
    return visitor


@pytest.mark.parametrize("way", [boot, update, switch, merge])
async def test_no_wrong_proof_is_believed_on_any_way_in(
    acme: Company, secrets: Secrets, victim: Visitor, way: Way
) -> None:
    wrong = secrets.wrong()
    believed = {}
    for name, proof in wrong.items():
        outcome = await way(acme, secrets, proof)
        if outcome != (401, "identity"):
            believed[name] = outcome
    assert believed == {}
    assert len(wrong) >= 50


async def test_a_wrong_proof_leaves_nobody_behind(
    acme: Company, secrets: Secrets, victim: Visitor
) -> None:
    before = await people(acme)
    for proof in secrets.wrong().values():
        await boot(acme, secrets, proof)
    assert await people(acme) == before


async def test_a_proof_is_no_visitor_token(
    acme: Company, secrets: Secrets, victim: Visitor
) -> None:
    proofs = [*secrets.wrong_tokens().values(), *secrets.wrong_hashes().values()]
    proofs += [token(secrets.own), {"user_id": VICTIM, "hash": hash_of(VICTIM, secrets.own)}]
    short = [proof for proof in proofs if proof and len(_as_text(proof)) < 1000]
    assert {await reconnect(acme, secrets, proof) for proof in short} == {(4401, "identity")}
    assert {await fallback(acme, secrets, proof) for proof in short} == {(401, "token")}


@pytest.mark.parametrize("way", [boot, update, switch, merge])
async def test_right_proofs_lead_to_the_one_person(
    acme: Company, secrets: Secrets, victim: Visitor, way: Way
) -> None:
    right = [
        token(secrets.own),
        token(secrets.overlapping),
        {"user_id": VICTIM, "hash": hash_of(VICTIM, secrets.own)},
        {"user_id": VICTIM, "hash": hash_of(VICTIM, secrets.overlapping)},
    ]
    outcomes = [await way(acme, secrets, proof) for proof in right]
    assert outcomes == [(200, victim.session["contact"]["id"])] * 4


async def test_no_proof_at_all_is_a_stranger(acme: Company, victim: Visitor) -> None:
    for details in ({}, {"identity": None}):
        arrived = await Visitor(acme).arrive(**details)
        assert arrived.session["contact"]["identified"] is False
        assert arrived.session["conversations"] == []


async def test_a_token_stays_with_the_browser_that_brought_it_first(
    acme: Company, globex: Company, secrets: Secrets
) -> None:
    proof = token(secrets.own)
    first = await _ask(Visitor(acme), {"identity": proof, "browser": "mine"})
    again = await _ask(Visitor(acme), {"identity": proof, "browser": "mine"})
    assert (first[0], again) == (200, first)
    for thief in ({"browser": "theirs"}, {"browser": ""}, {}):
        replayed = await _ask(Visitor(acme), {"identity": proof, **thief})
        assert replayed == (401, "identity")
    assert (await _ask(Visitor(acme), {"identity": proof, "browser": "mine"}))[0] == 200


async def test_a_token_stays_with_its_browser_while_redis_is_away(
    acme: Company, secrets: Secrets, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away() -> None:
        raise ConnectionError

    monkeypatch.setattr(counting, "_client", away)
    proof = token(secrets.own)
    asked = [{"browser": "mine"}, {"browser": "theirs"}, {"browser": "mine"}, {}]
    codes = [(await _ask(Visitor(acme), {"identity": proof, **who}))[0] for who in asked]
    assert codes == [200, 401, 200, 401]


async def test_an_address_that_somebody_tells_joins_nobody(
    acme: Company, victim: Visitor, secrets: Secrets
) -> None:
    """Not even the victim's own address makes a stranger the victim."""
    stranger = await Visitor(acme).arrive()
    socket = await stranger.begin()
    await socket.send(action("contact_details", email="vera@customer.example", name="Vera"))
    await socket.receive("ack")
    listed = (await stranger.get("conversations")).json()["conversations"]
    assert victim.conversation not in {one["id"] for one in listed}
    again = await Visitor(acme).arrive(visitor=stranger.token)
    assert again.session["contact"]["identified"] is False
    assert again.session["contact"]["id"] != victim.session["contact"]["id"]


async def test_where_identification_is_required_the_matrix_is_the_same(
    acme: Company, secrets: Secrets, victim: Visitor
) -> None:
    await set_up(acme, identification_required=True)
    wrong = secrets.wrong()
    outcomes = {await boot(acme, secrets, proof) for proof in wrong.values()}
    assert outcomes == {(401, "identity")}


def _naive(proof: Any, secret: str) -> bool:
    """What is written first: read the token, and compare the hash if there is one."""
    if isinstance(proof, str):
        try:
            return bool(jwt.decode(proof, options={"verify_signature": False})["sub"])
        except (jwt.InvalidTokenError, KeyError):
            return False
    if not isinstance(proof, dict) or "user_id" not in proof:
        return False
    given = proof.get("hash")
    return not given or given == hash_of(str(proof["user_id"]), secret)


async def test_a_naive_check_would_believe_many_of_them(secrets: Secrets) -> None:
    wrong = secrets.wrong()
    assert sum(_naive(proof, secrets.own) for proof in wrong.values()) >= 15
