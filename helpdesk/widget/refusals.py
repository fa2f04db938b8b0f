"""What a visitor is told when something is not done: the nacks of the protocol."""

from dataclasses import dataclass
from typing import Any

import psycopg
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied, ValidationError
from django.db import InterfaceError, OperationalError
from psycopg_pool import PoolTimeout

from helpdesk.widget.identity import NotProven
from helpdesk.widget.limits import TooFast
from tenants.signing import BadToken
from tenants.uploads.scanning import ScannerAway

BUSY_MS = 1000
STATUS = {
    "empty": 400,
    "empty_file": 400,
    "no_file": 400,
    "cut_short": 400,
    "too_many_files": 400,
    "file_gone": 400,
    "bad_frame": 400,
    "not_text": 400,
    "too_long": 413,
    "file_too_large": 413,
    "kind": 415,
    "infected": 415,
    "token": 401,
    "identity": 401,
    "blocked": 403,
    "files_off": 403,
    "origin": 403,
    "gone": 404,
    "conflict": 409,
    "too_late": 409,
    "rate": 429,
    "quota": 429,
    "busy": 503,
}
DETAILS = {
    "blocked": "Messages from here are not accepted.",
    "gone": "There is no such conversation.",
    "busy": "We cannot store this at the moment. It will be tried again.",
    "token": "The visitor token is not valid. Ask for a new session.",
    "origin": "The chat may not be shown on this site.",
}
DATABASE_TROUBLE = (OperationalError, InterfaceError, psycopg.OperationalError, PoolTimeout)
# Everything that a door answers with a refusal; all else is a bug and ends the socket.
KNOWN = (
    *DATABASE_TROUBLE,
    ValidationError,
    ObjectDoesNotExist,
    PermissionDenied,
    TooFast,
    BadToken,
    NotProven,
    ScannerAway,
)


@dataclass(frozen=True, slots=True)
class Refusal:
    """A code, words, and whether the same thing may succeed when tried again."""

    code: str
    detail: str
    retry: bool = False
    after_ms: int | None = None

    @property
    def status(self) -> int:
        """The HTTP status that says the same."""
        return STATUS[self.code]

    def as_dict(self) -> dict[str, Any]:
        content = {"code": self.code, "detail": self.detail, "retry": self.retry}
        return content if self.after_ms is None else {**content, "after_ms": self.after_ms}


def plain(code: str) -> Refusal:
    return Refusal(code, DETAILS[code])


def refusal(error: Exception) -> Refusal:
    """The refusal that stands for one of the errors in ``KNOWN``."""
    if isinstance(error, ValidationError):
        return _invalid(error)
    if isinstance(error, TooFast):
        return Refusal("rate", str(error), retry=True, after_ms=error.after_ms)
    if isinstance(error, (*DATABASE_TROUBLE, ScannerAway)):
        words = str(error) if isinstance(error, ScannerAway) else DETAILS["busy"]
        return Refusal("busy", words, retry=True, after_ms=BUSY_MS)
    return Refusal("identity", str(error)) if isinstance(error, NotProven) else plain(_code(error))


def _code(error: Exception) -> str:
    if isinstance(error, PermissionDenied):
        return "blocked"
    return "token" if isinstance(error, BadToken) else "gone"


def _invalid(error: ValidationError) -> Refusal:
    code = getattr(error, "code", None)
    return Refusal(code if code in STATUS else "bad_frame", " ".join(error.messages))
