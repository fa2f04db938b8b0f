"""One shape for every error, whoever raised it: a serializer, a verb, Django or a fault.

``{"error": {"code": "invalid", "message": "…", "fields": [{"name": "…", "message": "…"}]}}``
"""

import logging
import uuid
from collections.abc import Callable, Iterator
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.core.exceptions import PermissionDenied as DjangoDenied
from django.core.exceptions import ValidationError as DjangoInvalid
from django.http import Http404
from rest_framework import exceptions, status
from rest_framework.permissions import SAFE_METHODS
from rest_framework.response import Response
from rest_framework.serializers import as_serializer_error
from rest_framework.views import set_rollback

from helpdesk.composing.drafting import Stale
from helpdesk.conversations.attaching import NoRoom
from helpdesk.conversations.lifecycle import AlreadyTaken
from helpdesk.conversations.messaging import Conflict, Refused
from helpdesk.conversations.models import Message
from helpdesk.conversations.rechecking import ChangedMeanwhile, MergedAway
from helpdesk.notifying.colliding import Collision
from tenants.uploads.examining import Unacceptable
from tenants.uploads.scanning import ScannerAway

logger = logging.getLogger(__name__)

Field = dict[str, str]


class Conflicting(exceptions.APIException):
    """The request cannot be done as things stand."""

    status_code = status.HTTP_409_CONFLICT
    default_code = "conflict"


class Collided(Conflicting):
    """Others have said something that the author of a reply has not seen; it was not sent."""

    default_code = "collision"

    def __init__(self, met: Collision) -> None:
        super().__init__(" ".join(met.messages))
        self.more = {"head": met.upto, "entries": [_entry(one) for one in met.said]}


class Overtaken(Conflicting):
    """A draft has another version than was seen."""

    def __init__(self, stale: Stale) -> None:
        super().__init__(str(stale))
        self.more = {"version": str(stale.now.version) if stale.now else None}


class Merged(Conflicting):
    """The id is only another's name by now; whoever reads is led on, whoever acts is refused."""

    default_code = "merged"

    def __init__(self, error: MergedAway) -> None:
        super().__init__(str(error))
        self.more = {"merged_into": error.into.public_id}


class KeyReused(exceptions.APIException):
    """An idempotency key came with a request other than its first."""

    status_code = status.HTTP_422_UNPROCESSABLE_ENTITY
    default_code = "idempotency_key_reused"


class NotTaken(exceptions.APIException):
    """An upload that is refused for what it is; the status says why."""

    def __init__(self, error: DjangoInvalid) -> None:
        self.status_code, code = _UPLOADS.get(str(error.code), (400, "invalid"))
        super().__init__(" ".join(error.messages), code)


class Busy(exceptions.APIException):
    """Something that the request needs does not answer at the moment."""

    status_code = status.HTTP_503_SERVICE_UNAVAILABLE
    default_code = "busy"


def handle(error: Exception, context: dict[str, Any]) -> Response:
    """REST framework's exception handler. A fault is logged under the id that is returned."""
    set_rollback()
    known = _as_api_error(error)
    if known is None:
        return _fault(error)
    body = _body(known) | getattr(known, "more", {})
    response = Response({"error": body}, status=known.status_code)
    for name, value in _headers(known).items():
        response[name] = value
    if isinstance(known, Merged) and "id" in context["kwargs"]:
        _lead_on(response, context, to=known.more["merged_into"])
    return response


def _as_api_error(error: Exception) -> exceptions.APIException | None:
    """What the verbs raise, as what it means over HTTP; None for a fault."""
    if isinstance(error, exceptions.APIException):
        return error
    for kinds, translate in _MEANINGS:
        if isinstance(error, kinds):
            return translate(error)
    return None


def _fault(error: Exception) -> Response:
    request_id = uuid.uuid4().hex
    logger.error("request %s failed", request_id, exc_info=error)
    body = {
        "code": "internal_error",
        "message": "Something broke on our side. Nothing was changed; you may try again.",
        "fields": [],
        "request_id": request_id,
    }
    return Response({"error": body}, status=status.HTTP_500_INTERNAL_SERVER_ERROR)


def _body(error: exceptions.APIException) -> dict[str, Any]:
    if isinstance(error, exceptions.ValidationError):
        fields = list(_fields(error.detail))
        message = fields[0]["message"] if len(fields) == 1 else "Some fields are not right."
        return {"code": "invalid", "message": message, "fields": fields}
    code = str(error.get_codes())
    return {"code": _CODES.get(code, code), "message": str(error.detail), "fields": []}


def _lead_on(response: Response, context: dict[str, Any], *, to: str) -> None:
    """Whoever only reads may follow: to the same under the id of what lives.

    Not with ``after``, a number of the log that went: the other is read from its beginning.
    """
    request = context["request"]
    if request.method not in SAFE_METHODS:
        return
    query = request.query_params.copy()
    query.pop("after", None)
    path = request.path.replace(context["kwargs"]["id"], to, 1)
    response.status_code = status.HTTP_301_MOVED_PERMANENTLY
    response["Location"] = request.build_absolute_uri(f"{path}?{query.urlencode()}".rstrip("?"))


def _entry(entry: Message) -> dict[str, Any]:
    """Who spoke and when. The words take the scope to read, which whoever writes may lack."""
    name = entry.agent.name if entry.agent else ""
    said = {"seq": entry.seq, "kind": entry.kind, "sender": entry.sender}
    return {**said, "author": name, "at": entry.created_at.isoformat()}


def _fields(detail: Any, path: str = "") -> Iterator[Field]:
    """Nested messages as a flat list; ``contact.email`` names a field inside another."""
    if isinstance(detail, dict):
        for name, inner in detail.items():
            whole = name in ("non_field_errors", "__all__", "detail")
            yield from _fields(inner, path if whole else f"{path}.{name}".strip("."))
    elif isinstance(detail, list):
        for index, inner in enumerate(detail):
            nested = isinstance(inner, (dict, list))
            yield from _fields(inner, f"{path}.{index}".strip(".") if nested else path)
    else:
        yield {"name": path, "message": str(detail)}


def _headers(error: exceptions.APIException) -> dict[str, str]:
    headers = {}
    if challenge := getattr(error, "auth_header", None):
        headers["WWW-Authenticate"] = challenge
    if wait := getattr(error, "wait", None):
        headers["Retry-After"] = str(int(wait))
    return headers


# The first kind that fits counts, so the special ones come first.
_MEANINGS: list[tuple[tuple[type[Exception], ...], Callable[[Any], exceptions.APIException]]] = [
    ((Unacceptable, NoRoom), NotTaken),
    ((ScannerAway,), lambda error: Busy(str(error))),
    ((Conflict,), lambda error: Conflicting(" ".join(error.messages))),
    ((MergedAway,), Merged),
    ((Collision,), Collided),
    ((Stale,), Overtaken),
    ((AlreadyTaken, ChangedMeanwhile, Refused), lambda error: Conflicting(str(error))),
    ((DjangoInvalid,), lambda error: exceptions.ValidationError(as_serializer_error(error))),
    ((Http404, ObjectDoesNotExist), lambda _: exceptions.NotFound()),
    ((DjangoDenied,), lambda error: exceptions.PermissionDenied(str(error) or None)),
]

_UPLOADS = {
    "file_too_large": (413, "too_large"),
    "kind": (415, "unsupported_media_type"),
    "infected": (415, "unsupported_media_type"),
    "quota": (429, "throttled"),
}
_CODES = {
    "throttled": "rate_limited",
    "parse_error": "malformed",
    "authentication_failed": "not_authenticated",
}
