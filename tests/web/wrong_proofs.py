"""Proofs of identity that prove nothing, and how they are made."""

import base64
import hashlib
import hmac
import json
import time
from dataclasses import dataclass
from typing import Any

from helpdesk.widget.identity import hash_of

VICTIM, OTHER = "victim", "other"
Proofs = dict[str, Any]


def token(secret: str, *, header: dict[str, Any] | None = None, **claims: Any) -> str:
    """A token as Acme's server would sign it, but for what is given; None takes a claim away."""
    now = time.time()
    content = {"aud": "widget", "sub": VICTIM, "iat": now, "exp": now + 300, **claims}
    content = {name: value for name, value in content.items() if value is not None}
    return by_hand({"alg": "HS256", "typ": "JWT", **(header or {})}, content, secret)


def by_hand(header: dict[str, Any], content: dict[str, Any], secret: str, digest: str = "") -> str:
    """A token that says whatever it likes of its algorithm."""
    parts = [_base64(json.dumps(part).encode()) for part in (header, content)]
    kind = digest or "sha256"
    signed = hmac.new(secret.encode(), ".".join(parts).encode(), kind).digest()
    return ".".join([*parts, _base64(signed)])


def _base64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


@dataclass(frozen=True)
class Secrets:
    """The secrets of both companies, and those that no longer count."""

    own: str
    rotated_out: str
    overlapping: str
    foreign: str

    def wrong(self) -> Proofs:
        """All of them by name."""
        return self.wrong_tokens() | self.wrong_hashes()

    def wrong_tokens(self) -> Proofs:
        return self._forged() | self._of_another_time() | self._of_nobody() | self._algorithms()

    def wrong_hashes(self) -> Proofs:
        hashes = self._hashes().items()
        proofs = {f"hash {name}": {"user_id": VICTIM, "hash": value} for name, value in hashes}
        return proofs | self._odd_objects()

    def _forged(self) -> Proofs:
        good = token(self.own)
        return {
            "empty": "",
            "spaces": "   ",
            "not a token": "victim",
            "unsigned": good.rpartition(".")[0] + ".",
            "cut": good[:-4],
            "another's body": ".".join(
                [good.split(".")[0], token(self.own, sub=OTHER).split(".")[1], good.split(".")[2]]
            ),
            "wrong secret": token("not the secret"),
            "empty secret": token(""),
            "other company's secret": token(self.foreign),
            "rotated out": token(self.rotated_out),
        }

    def _of_another_time(self) -> Proofs:
        now = time.time()
        return {
            "expired": token(self.own, exp=now - 60),
            "not yet valid": token(self.own, nbf=now + 300),
            "issued in the future": token(self.own, iat=now + 300, exp=now + 600),
            "lives too long": token(self.own, exp=now + 3600),
            "lives too long, no iat": token(self.own, iat=None, exp=now + 3600),
            "lives for ever": token(self.own, exp=None),
        }

    def _of_nobody(self) -> Proofs:
        return {
            "nobody": token(self.own, sub=None),
            "empty user": token(self.own, sub=""),
            "user is a list": token(self.own, sub=[VICTIM]),
            "no audience": token(self.own, aud=None),
            "wrong audience": token(self.own, aud="api"),
        }

    def _algorithms(self) -> Proofs:
        content = {"aud": "widget", "sub": VICTIM, "exp": time.time() + 300}
        return {
            "alg none": by_hand({"alg": "none"}, content, "").rpartition(".")[0] + ".",
            "alg None, signed": by_hand({"alg": "None"}, content, self.own),
            "alg empty": by_hand({"alg": ""}, content, self.own),
            "alg missing": by_hand({"typ": "JWT"}, content, self.own),
            "alg HS512": by_hand({"alg": "HS512"}, content, self.own, "sha512"),
            "alg HS384": by_hand({"alg": "HS384"}, content, self.own, "sha384"),
            "alg RS256": by_hand({"alg": "RS256"}, content, self.own),
            "alg ES256": by_hand({"alg": "ES256"}, content, self.own),
            "key by address": token("x", header={"jku": "https://evil.example/keys"}),
            "key in the token": token("x", header={"jwk": {"kty": "oct", "k": _base64(b"x")}}),
            "key by file": token("", header={"kid": "../../dev/null"}),
        }

    def _hashes(self) -> Proofs:
        good = hash_of(VICTIM, self.own)
        plain = hashlib.sha256(VICTIM.encode()).hexdigest()
        return {
            "none": None,
            "empty": "",
            "wrong": "0" * 64,
            "upper case": good.upper(),
            "shortened": good[:32],
            "spaces": f" {good} ",
            "other user's": hash_of(OTHER, self.own),
            "other company's secret": hash_of(VICTIM, self.foreign),
            "rotated out": hash_of(VICTIM, self.rotated_out),
            "no secret": hash_of(VICTIM, ""),
            "not keyed": plain,
            "sha512": hmac.new(self.own.encode(), VICTIM.encode(), "sha512").hexdigest(),
            "a list": [good],
            "true": True,
        }

    def _odd_objects(self) -> Proofs:
        good = hash_of(VICTIM, self.own)
        return {
            "hash absent": {"user_id": VICTIM},
            "hash without user": {"hash": good},
            "hash of another letter case": {"user_id": VICTIM.upper(), "hash": good},
            "user as list": {"user_id": [VICTIM], "hash": good},
            "address only": {"email": "victim@customer.example"},
            "empty object": {},
            "empty list": [],
            "false": False,
            "zero": 0,
        }
