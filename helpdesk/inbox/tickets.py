"""Tickets for the inbox's socket: minted behind the log-in, good once, for half a minute.

Cookies travel with sockets that any site opens. The origin tells those apart; the ticket holds
even where it does not, because no other site can read what a page of ours is answered
(OWASP ASVS 5.0, 4.4.4).
"""

import hashlib
import secrets
from datetime import timedelta

from django.utils.crypto import constant_time_compare

from tenants import counting
from tenants.signing import BadToken, sign, unsign

PURPOSE = "inbox-socket"
VALID = timedelta(seconds=30)


def issue(session_key: str) -> str:
    """A ticket for whoever holds this session, in the bound workspace."""
    return sign(PURPOSE, {"s": _digest(session_key), "n": secrets.token_urlsafe(16)})


def redeem(ticket: str, session_key: str) -> None:
    """Use it up. Raises ``BadToken`` for one that is forged, old, used, or another session's."""
    content = unsign(PURPOSE, ticket, max_age=VALID)
    if not constant_time_compare(content["s"], _digest(session_key)):
        raise BadToken("The ticket belongs to another session.")
    if counting.count(f"ticket:{content['n']}", 2 * int(VALID.total_seconds())).used > 1:
        raise BadToken("The ticket was used before.")


def _digest(session_key: str) -> str:
    return hashlib.sha256(session_key.encode()).hexdigest()
