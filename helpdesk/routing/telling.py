"""Tell a customer at once when nobody will come soon, and what they may choose instead."""

from typing import Final

from django.utils import timezone

from helpdesk.conversations import messaging
from helpdesk.conversations.models import Conversation
from helpdesk.routing.hours import is_open, next_opening
from helpdesk.routing.models import TeamQueue
from helpdesk.routing.writing_hours import moment_in_words

# What is offered instead of waiting; each becomes a promise with an owner and a due time.
INSTEAD: Final = ["callback", "email"]


def tell_if_closed(conversation_id: int) -> None:
    """Who is handed over out of hours hears so in the same transaction, with the next opening.

    The entry's ``data`` says the same to programs: ``why``, ``until`` (ISO 8601 with the zone of
    the hours, or null) and ``offers``.
    """
    conversation = Conversation.objects.only("team_id").get(pk=conversation_id)
    hours = TeamQueue.of(conversation.team_id).hours
    now = timezone.now()
    if is_open(hours, now):
        return
    opens = next_opening(hours, now)
    when = f" It opens {moment_in_words(opens, now)} ({opens:%Z})." if opens else ""
    messaging.add_event(
        conversation_id,
        "nobody_there",
        words=f"The team is closed now.{when} Your message is kept, and will be answered then. "
        "You can also ask for a call or an answer by e-mail.",
        why="closed",
        until=opens.isoformat() if opens else None,
        offers=INSTEAD,
    )
