"""Issue, find and revoke tokens: the only writer of ``ApiToken``."""

import hashlib
import secrets
from datetime import datetime, timedelta

from django.db.models import Q
from django.utils import timezone

from helpdesk.agents.models import Agent
from helpdesk.api.models import ApiToken

MARK = "hr_"
PREFIX_LENGTH = 9
# A busy token would otherwise write its row on every request.
NOTE_USE_EVERY = timedelta(minutes=1)


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
    """The living token of the bound tenant with this key."""
    tokens = ApiToken.objects.alive().select_related("created_by")
    return tokens.filter(digest=_digest(key)).first()


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
