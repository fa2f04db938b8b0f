"""Who a visitor is, as the tenant's own server vouches for it.

Two forms, both under the tenant's identity secret:

- a JSON Web Token (HS256) with ``aud`` "widget", ``sub`` the user's id, ``exp`` at most ten
  minutes ahead, and if you like ``name`` and ``email``;
- ``{"user_id": …, "hash": HMAC-SHA256(secret, user_id) in hex}``, which vouches for the id only.
"""

import hashlib
import hmac
import re
import secrets
import time
from dataclasses import dataclass
from typing import Any

import jwt

from tenants import counting

AUDIENCE = "widget"
LIFETIME_SECONDS = 600
# Clocks of two servers differ a little.
LEEWAY_SECONDS = 30
MAX_ID_LENGTH = 200
# What JSON may carry and the database does not take.
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


class NotProven(ValueError):
    """The proof is forged, expired, unsigned or malformed."""


@dataclass(frozen=True, slots=True)
class Identity:
    """A proven user id, and what the proof says of the person. ``vouched``: that was signed too."""

    external_id: str
    name: str = ""
    email: str = ""
    vouched: bool = False


def verify(proof: Any, keys: list[str]) -> Identity:
    """The identity that ``proof`` stands for. Raises ``NotProven``."""
    if not keys:
        raise NotProven("Identification is not set up for this workspace.")
    if isinstance(proof, str):
        return _from_token(proof, keys)
    if isinstance(proof, dict):
        return _from_hash(proof, keys)
    raise NotProven("An identity is a signed token, or an object with user_id and hash.")


async def use_once(proof: Any, browser: str) -> None:
    """A signed token stays with the browser that brought it first; ``browser``: its own random id.

    A browser may bring it again: a page is loaded anew, an answer was lost. One that names
    itself by nothing may not. Raises ``NotProven`` for a token that another browser has used.
    """
    if not isinstance(proof, str):
        return
    name = hashlib.sha256(proof.encode(errors="replace")).hexdigest()
    owner = hashlib.sha256((browser or secrets.token_hex()).encode()).hexdigest()
    if not await counting.aclaim(f"proof:{name}", owner, LIFETIME_SECONDS + 2 * LEEWAY_SECONDS):
        raise NotProven("The token was used before. Make a new one for every page.")


def hash_of(user_id: str, secret: str) -> str:
    """The hash that vouches for ``user_id``."""
    return hmac.new(secret.encode(), user_id.encode(), hashlib.sha256).hexdigest()


def _from_token(token: str, keys: list[str]) -> Identity:
    claims = _claims(token, keys)
    begin, end = claims.get("iat", time.time()), claims["exp"]
    if not isinstance(begin, (int, float)) or not isinstance(end, (int, float)):
        raise NotProven("exp and iat must be numbers: seconds since 1970.")
    if end - begin > LIFETIME_SECONDS + LEEWAY_SECONDS:
        raise NotProven("The token lives longer than ten minutes.")
    return Identity(
        _user_id(claims["sub"]), _text(claims.get("name")), _text(claims.get("email")), vouched=True
    )


def _claims(token: str, keys: list[str]) -> dict[str, Any]:
    for secret in keys:
        try:
            claims: dict[str, Any] = jwt.decode(
                token,
                secret,
                algorithms=["HS256"],
                audience=AUDIENCE,
                leeway=LEEWAY_SECONDS,
                options={"require": ["exp", "sub", "aud"]},
            )
        except jwt.InvalidSignatureError:
            continue
        except (jwt.InvalidTokenError, OverflowError, RecursionError) as error:
            raise NotProven(f"The token is not valid: {error}.") from error
        return claims
    raise NotProven("The token is not signed with this workspace's secret.")


def _from_hash(proof: dict[str, Any], keys: list[str]) -> Identity:
    user_id, given = _user_id(proof.get("user_id")), proof.get("hash")
    if not isinstance(given, str) or not any(
        hmac.compare_digest(hash_of(user_id, secret).encode(), given.encode()) for secret in keys
    ):
        raise NotProven("The hash does not vouch for this user id.")
    return Identity(user_id, _text(proof.get("name")), _text(proof.get("email")))


def _user_id(value: Any) -> str:
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    if not isinstance(value, str) or not value.strip() or len(value) > MAX_ID_LENGTH:
        raise NotProven("The user id must be text of 1 to 200 characters.")
    if _UNSTORABLE.search(value):
        raise NotProven("The user id holds a NUL character or half a surrogate pair.")
    return value


def _text(value: Any) -> str:
    return _UNSTORABLE.sub("", value).strip()[:MAX_ID_LENGTH] if isinstance(value, str) else ""
