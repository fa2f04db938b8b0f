"""Signed tokens that name their tenant and purpose, so that neither can be swapped."""

from datetime import timedelta
from typing import Any

from django.core import signing

from tenants.context import current_schema


class BadToken(ValueError):
    """The token is forged, expired, or made for another tenant or purpose."""


def sign(purpose: str, payload: dict[str, Any]) -> str:
    """A URL-safe token of ``payload`` for the bound tenant and this purpose."""
    return signing.dumps({"t": current_schema(), "d": payload}, salt=_salt(purpose), compress=True)


def unsign(purpose: str, token: str, *, max_age: timedelta) -> dict[str, Any]:
    """The payload of ``token``. Raises ``BadToken``."""
    try:
        content = signing.loads(token, salt=_salt(purpose), max_age=max_age)
    except signing.BadSignature as error:
        raise BadToken("The token is not valid or has expired.") from error
    if content["t"] != current_schema():
        raise BadToken("The token belongs to another workspace.")
    payload: dict[str, Any] = content["d"]
    return payload


def _salt(purpose: str) -> str:
    return f"handrail.{purpose}"
