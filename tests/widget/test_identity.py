"""Identified visitors: what proves who somebody is, and what does not."""

import time
from typing import Any

import jwt
import pytest
from django.utils import timezone

from helpdesk.conversations.models import Contact
from helpdesk.widget.identity import NotProven, hash_of, verify
from helpdesk.widget.models import WidgetSettings
from tenants.context import in_thread
from tenants.database import direct
from tests.cast import Company
from tests.widget.visitor import Visitor, say, set_up

SECRET = "a secret of sixty-four letters, long enough for any algorithm ..."


@pytest.fixture
def secret(acme: Company) -> str:
    with acme.bound():
        return secret_now()


def secret_now() -> str:
    return str(WidgetSettings.current().identity_secret)


def token(secret: str, *, life: float = 300, **claims: Any) -> str:
    now = time.time()
    content = {"aud": "widget", "sub": "u-1", "iat": now, "exp": now + life, **claims}
    return str(jwt.encode(content, secret, algorithm="HS256"))


async def arrival(company: Company, **details: Any) -> int:
    return (await Visitor(company).post("session", details)).status_code


async def test_a_signed_token_joins_the_known_contact(acme: Company, secret: str) -> None:
    proof = token(secret, name="Cleo Marsh", email="cleo@customer.example")
    first = await Visitor(acme).arrive(identity=proof)
    await say(await first.begin())
    second = await Visitor(acme).arrive(identity=token(secret))
    contact = second.session["contact"]
    assert contact == first.session["contact"]
    assert (contact["name"], contact["identified"]) == ("Cleo Marsh", True)
    assert len(second.session["conversations"]) == 1


async def test_a_hash_vouches_for_the_id_and_not_for_the_address(
    acme: Company, secret: str
) -> None:
    await Visitor(acme).arrive(identity=token(secret, email="cleo@customer.example"))
    proof = {"user_id": "u-1", "hash": hash_of("u-1", secret), "email": "evil@other.example"}
    visitor = await Visitor(acme).arrive(identity=proof)
    assert visitor.session["contact"]["email"] == "cleo@customer.example"


async def test_what_proves_nothing_is_refused_and_makes_no_contact(
    acme: Company, globex: Company, secret: str
) -> None:
    foreign = await in_thread(globex.schema, secret_now)
    proofs: list[Any] = [
        token(foreign),
        token(secret, life=-60),
        token(secret, life=3600),
        token(secret, aud="api"),
        token(secret, sub=""),
        {"user_id": "u-1"},
        {"user_id": "u-1", "hash": hash_of("u-2", secret)},
        {"email": "cleo@customer.example"},
        "forged",
        7,
    ]
    assert [await arrival(acme, identity=proof) for proof in proofs] == [401] * len(proofs)
    known = Contact.objects.filter(external_id__isnull=False)
    assert not await in_thread(acme.schema, known.exists)


@pytest.mark.parametrize(("algorithm", "key"), [("none", None), ("HS512", SECRET)])
def test_the_algorithm_is_not_for_the_token_to_choose(algorithm: str, key: Any) -> None:
    claims = {"aud": "widget", "sub": "u-1", "exp": time.time() + 60}
    with pytest.raises(NotProven):
        verify(jwt.encode(claims, key, algorithm=algorithm), [SECRET])


async def test_a_rotated_secret_stays_valid_until_the_overlap_ends(
    acme: Company, secret: str
) -> None:
    await in_thread(acme.schema, lambda: WidgetSettings.current().rotate_secret())
    fresh = await in_thread(acme.schema, secret_now)
    assert fresh != secret
    assert await arrival(acme, identity=token(secret)) == 200
    assert await arrival(acme, identity=token(fresh)) == 200
    await set_up(acme, previous_until=timezone.now())
    assert await arrival(acme, identity=token(secret)) == 401
    assert await arrival(acme, identity=token(fresh)) == 200


async def test_a_browser_that_proved_itself_is_remembered(acme: Company, secret: str) -> None:
    known = await Visitor(acme).arrive(identity=token(secret))
    again = await Visitor(acme).arrive(visitor=known.token)
    assert again.session["contact"] == known.session["contact"]


async def test_where_identification_is_required_only_a_proof_joins_a_known_contact(
    acme: Company, secret: str
) -> None:
    known = await Visitor(acme).arrive(identity=token(secret))
    await set_up(acme, identification_required=True)
    unsigned = await Visitor(acme).arrive(visitor=known.token)
    assert unsigned.session["contact"]["id"] != known.session["contact"]["id"]
    proven = await Visitor(acme).arrive(identity=token(secret))
    assert proven.session["contact"]["id"] == known.session["contact"]["id"]


async def test_an_anonymous_visitor_who_identifies_leaves_the_anonymous_talk_behind(
    acme: Company, visitor: Visitor, secret: str
) -> None:
    await say(await visitor.begin(), "Said before logging in, perhaps by somebody else")
    cleo = await Visitor(acme).arrive(identity=token(secret), visitor=visitor.token)
    assert cleo.session["conversations"] == []


async def test_the_secret_is_stored_encrypted(acme: Company, secret: str) -> None:
    text = "SELECT identity_secret FROM {schema}.widget_widgetsettings"
    rows = await in_thread(acme.schema, direct.fetch, text, ())
    assert rows
    assert secret not in rows[0][0]


@pytest.mark.parametrize(
    "claims",
    [{"exp": "99999999999"}, {"exp": float("inf")}, {"iat": None}, {"sub": "u\ud800"}],
    ids=["exp as text", "exp without end", "iat empty", "half a character"],
)
def test_a_signed_token_with_impossible_claims_proves_nothing(claims: dict[str, Any]) -> None:
    with pytest.raises(NotProven):
        verify(token(SECRET, **claims), [SECRET])


def test_half_a_character_in_a_signed_name_is_left_out() -> None:
    assert verify(token(SECRET, name="Cleo\ud800 \x00Marsh"), [SECRET]).name == "Cleo Marsh"
