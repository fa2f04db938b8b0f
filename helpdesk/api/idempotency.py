"""A POST with an ``Idempotency-Key`` happens once, however often it arrives.

The answer is stored in the transaction of its effect: both are there or neither. Requests that
arrive at the same moment meet at an advisory lock, which the transaction holds. Refusals are
not stored, so a request that was put right may use its key again.
"""

import hashlib
import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.db import connection, transaction
from django.utils import timezone
from rest_framework.exceptions import ValidationError
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from helpdesk.api.callers import token_of
from helpdesk.api.errors import Conflicting, KeyReused
from helpdesk.api.models import ApiToken, IdempotencyRecord
from tenants.context import current_schema

Handler = Callable[..., Response]

HEADER = "Idempotency-Key"
REPLAYED = "Idempotency-Replayed"
KEEP = timedelta(hours=24)
MAX_KEY = 200


def once(handler: Handler) -> Handler:
    """``handler`` in a transaction; with a key, at most once in a day for this token.

    Raises ``KeyReused`` when the key stood for another request, ``Conflicting`` while the
    first one is still running.
    """

    def handle(request: Request, *args: Any, **kwargs: Any) -> Response:
        key = request.headers.get(HEADER, "")
        with transaction.atomic():
            if not key:
                return handler(request, *args, **kwargs)
            _lock(token_of(request), _checked(key))
            if earlier := _earlier(token_of(request), key):
                return _again(earlier, _fingerprint(request))
            response = handler(request, *args, **kwargs)
            _keep(request, key, response)
            return response

    return handle


def _checked(key: str) -> str:
    if len(key) > MAX_KEY or not key.isprintable():
        raise ValidationError({HEADER: f"Give at most {MAX_KEY} printable characters."})
    return key


def _lock(token: ApiToken, key: str) -> None:
    name = f"{current_schema()}:idempotency:{token.pk}:{key}"
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(hashtextextended(%s, 0))", [name])
        (held,) = cursor.fetchone()
    if not held:
        raise Conflicting("A request with this Idempotency-Key is still running. Try again soon.")


def _earlier(token: ApiToken, key: str) -> IdempotencyRecord | None:
    IdempotencyRecord.objects.filter(token=token, created_at__lt=timezone.now() - KEEP).delete()
    return IdempotencyRecord.objects.filter(token=token, key=key).first()


def _again(record: IdempotencyRecord, fingerprint: str) -> Response:
    if record.fingerprint != fingerprint:
        raise KeyReused("This Idempotency-Key was used for another request. Make a new key.")
    return Response(json.loads(record.body), status=record.status, headers={REPLAYED: "true"})


def _keep(request: Request, key: str, response: Response) -> None:
    IdempotencyRecord.objects.create(
        token=token_of(request),
        key=key,
        fingerprint=_fingerprint(request),
        status=response.status_code,
        body=JSONRenderer().render(response.data).decode() or "null",
    )


def _fingerprint(request: Request) -> str:
    """The same for the same method, path and content, however the JSON was laid out."""
    content = json.dumps(request.data, sort_keys=True, default=str)
    return hashlib.sha256(f"{request.method} {request.path}\n{content}".encode()).hexdigest()
