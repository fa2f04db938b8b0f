"""Issue, find and revoke tokens: the only writer of ``ApiToken``."""

import hashlib
import secrets
from datetime import datetime, timedelta
from typing import LiteralString

from django.db.models import Q
from django.utils import timezone

from helpdesk.agents.entering import AGENT
from helpdesk.agents.models import Agent
from helpdesk.api.models import ApiToken
from tenants.database import direct
from tenants.database.whole import Whole

MARK = "hr_"
PREFIX_LENGTH = 9
# A busy token would otherwise write its row on every request.
NOTE_USE_EVERY = timedelta(minutes=1)

_TOKEN = Whole(ApiToken, "t")
# Every request begins with it.
_ALIVE: LiteralString = """
    SELECT <token>, <maker> FROM {schema}.api_apitoken AS t
    LEFT JOIN {schema}.agents_agent AS a ON a.id = t.created_by_id
    WHERE t.digest = %s AND t.revoked_at IS NULL AND (t.expires_at IS NULL OR t.expires_at > now())
""".replace("<token>", _TOKEN.columns).replace("<maker>", AGENT.columns)


def issue(
    name: str, scopes: list[str], *, by: Agent | None, expires_at: datetime | None = None
) -> tuple[ApiToken, str]:
    """A new token and its key: 256 random bits, of which only the SHA-256 is stored.

    No slow hash: nobody guesses 256 bits, and every request pays for it.
    """
    key = MARK + secrets.token_urlsafe(32)
    token = ApiToken.objects.create(
        name=name,
        scopes=sorted(scopes),
        prefix=key[:PREFIX_LENGTH],
        digest=_digest(key),
        created_by=by,
        expires_at=expires_at,
    )
    return token, key


def find(key: str) -> ApiToken | None:
    """The living token of the bound tenant with this key, and whoever made it."""
    for row in direct.fetch_prepared(_ALIVE, (_digest(key),)):
        token = _TOKEN.read(row)
        token.created_by = AGENT.read(row[len(_TOKEN) :]) if token.created_by_id else None
        return token
    return None


def note_use(token: ApiToken) -> None:
    """At most once in ``NOTE_USE_EVERY``, however many requests come at once."""
    now = timezone.now()
    if token.last_used_at and token.last_used_at > now - NOTE_USE_EVERY:
        return
    stale = Q(last_used_at__isnull=True) | Q(last_used_at__lt=now - NOTE_USE_EVERY)
    ApiToken.objects.filter(stale, pk=token.pk).update(last_used_at=now)


def revoke(token: ApiToken) -> None:
    """From this moment every request with it is refused. There is no way back."""
    if token.revoked_at is None:
        token.revoked_at = timezone.now()
        token.save(update_fields=["revoked_at"])


def _digest(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()
