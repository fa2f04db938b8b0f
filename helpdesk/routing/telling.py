"""Tell a customer at once when nobody will come soon, and what they may choose instead."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Final

from django.utils import timezone

from helpdesk.conversations import messaging
from helpdesk.conversations.models import Conversation, Handoff
from helpdesk.routing import attending, queueing
from helpdesk.routing.hours import is_open, next_opening
from helpdesk.routing.models import TeamQueue
from helpdesk.routing.writing_hours import moment_in_words

# What is offered instead of waiting; each becomes a promise with an owner and a due time.
INSTEAD: Final = ["callback", "email"]
_OFFERS: Final = {"callback": "a call", "email": "an answer by e-mail"}


def tell_if_nobody_comes(conversation_id: int) -> bool:
    """Who is handed over to nobody hears so in the same transaction.

    The entry's ``data`` says the same to programs: ``why`` (``closed``, ``nobody``, ``full``; later
    ``long``),
    ``until`` (when the team opens, ISO 8601 with its zone, or null) and ``offers``. Returns whether
    anything was said.
    """
    conversation = Conversation.objects.only("team_id").get(pk=conversation_id)
    queue, now = TeamQueue.of(conversation.team_id), timezone.now()
    for why, (holds, words_of) in _REASONS.items():
        if holds(queue, now):
            opens = next_opening(queue.hours, now) if why == "closed" else None
            _tell(conversation_id, words_of(opens, now), why, opens)
            return True
    return False


def tell_it_takes_long(conversation_id: int) -> None:
    """Who has waited long hears so, and what may be chosen instead, in the caller's transaction."""
    words = "It takes longer than we would like. You keep your place in line."
    _tell(conversation_id, words, "long", None)


def _tell(conversation_id: int, words: str, why: str, opens: datetime | None) -> None:
    offers = _offers_to(conversation_id)
    messaging.add_event(
        conversation_id,
        "nobody_there",
        words=f"{words}{_offered(offers)}",
        why=why,
        until=opens.isoformat() if opens else None,
        offers=offers,
    )


def _offers_to(conversation_id: int) -> list[str]:
    """Of what may be chosen instead, what the rule of the hand-off offers, in its order."""
    handoff = Handoff.objects.filter(conversation=conversation_id).first()
    by_rule = handoff.offers if handoff else []
    return [way for way in by_rule or INSTEAD if way in INSTEAD]


def _offered(offers: Sequence[str]) -> str:
    """As a sentence of its own; nothing where nothing is offered."""
    named = " or ".join(_OFFERS[way] for way in offers)
    return f" You can also ask for {named}." if named else ""


def _is_closed(queue: TeamQueue, now: datetime) -> bool:
    return not is_open(queue.hours, now)


def _is_empty(queue: TeamQueue, _now: datetime) -> bool:
    return queue.says_when_empty and not attending.is_anybody_there(queue.team_id)


def _is_full(queue: TeamQueue, _now: datetime) -> bool:
    most = queue.most_waiting
    return most is not None and queueing.in_order(queue.team_id)[: most + 1].count() > most


def _closed_words(opens: datetime | None, now: datetime) -> str:
    when = f" It opens {moment_in_words(opens, now)} ({opens:%Z})." if opens else ""
    return f"The team is closed now.{when} Your message is kept, and will be answered then."


_Words = Callable[[datetime | None, datetime], str]
_REASONS: Final[dict[str, tuple[Callable[[TeamQueue, datetime], bool], _Words]]] = {
    "closed": (_is_closed, _closed_words),
    "nobody": (
        _is_empty,
        lambda _opens, _now: (
            "Nobody of the team is online right now. Your message is kept, and "
            "whoever comes first answers it."
        ),
    ),
    "full": (
        _is_full,
        lambda _opens, _now: "Many people are waiting, and it may take longer than usual.",
    ),
}
