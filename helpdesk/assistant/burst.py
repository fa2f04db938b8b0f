"""A burst of messages has one answer and one clock: that of its first message.

The turn of the last message answers all of them. Until then the job of the first stays owed, so
that the promise of an answer runs from there, however many messages follow.
"""

from datetime import timedelta

from django.conf import settings

from helpdesk.conversations.exchanges import assisted_stretch
from tenants.work import effects, outbox

TOPIC = "assistant.turn"
# Nobody looks before the promise is due; this is for the case that it could not be kept.
MARGIN = timedelta(minutes=1)


def step_back(conversation_id: int, seq: int) -> None:
    """The turn of ``seq`` has nothing to say. Call inside ``once()`` of its job."""
    asked = assisted_stretch(conversation_id).asked
    if asked and asked[0].seq == seq != asked[-1].seq:
        effects.put_off(timedelta(seconds=settings.ASSISTANT_PROMISE_SECONDS) + MARGIN)


def close(conversation_id: int, first: int) -> None:
    """The burst that began with ``first`` has its answer, or its person: its clock may stop."""
    outbox.withdraw(TOPIC, key=f"{conversation_id}:{first}")
