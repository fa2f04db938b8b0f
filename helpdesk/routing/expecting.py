"""What who waits may expect: their place, and how long it will take or that nobody knows.

Told in the transaction of the hand-off as an entry of the log, and from then on, as the queue
moves, to the open chats of its first ``TOLD``: by one job for a team in two seconds at most, which
reads two indexes and publishes once, however many listen.
"""

from datetime import datetime, timedelta
from typing import Any, Final

from django.db import transaction
from django.utils import timezone

from helpdesk.conversations import messaging
from helpdesk.conversations.models import Conversation
from helpdesk.routing import queueing
from helpdesk.routing.estimating import AT_ONCE, FRESH, LOOKED_AT, Estimate, Past, estimate
from helpdesk.routing.models import TeamQueue, Wait
from tenants import wires
from tenants.work.outbox import enqueue

MOVED_TOPIC: Final = "routing.queue_moved"
TOLD: Final = 50
WAITING: Final = Conversation.Status.WAITING
_EVERY_SECONDS: Final = 2


def tell_place(conversation_id: int) -> None:
    """Say it to the customer who was just handed over, where the team's queue tells places."""
    wait = Wait.objects.filter(conversation=conversation_id, ended_at=None).first()
    if wait is None or not TeamQueue.of(wait.team_id).tells_place:
        return
    expected = expected_of(wait.team_id, wait.ahead)
    lasts = f" It will take {expected.in_words}." if expected else ""
    messaging.add_event(
        conversation_id,
        "queued",
        words=f"You are number {wait.ahead + 1} in line.{lasts}",
        **_as_data(wait.ahead, expected),
    )


def expected_of(team_id: int | None, ahead: int) -> Estimate | None:
    """From the team's last waits; None where too little is known."""
    return estimate(_past(team_id, timezone.now()), ahead)


def note_moved(conversation_id: int, was: str, status: str) -> None:
    """The queue moved: owe those who still wait in it their new place, where they are told."""
    if WAITING not in (was, status):
        return
    latest = Wait.objects.filter(conversation=conversation_id).values_list("team", flat=True)
    team_id = latest.first()
    if not TeamQueue.objects.filter(team=team_id, tells_place=True).exists():
        return
    now = timezone.now().timestamp()
    number = int(now // _EVERY_SECONDS) + 1
    delay = timedelta(seconds=number * _EVERY_SECONDS - now)
    enqueue(MOVED_TOPIC, {"team": team_id}, key=f"{team_id}:{number}", delay=delay)


def tell_places(team_id: int) -> int:
    """Whisper their place to the open chats of the first in line. Returns to how many."""
    first = queueing.in_order(team_id)[:TOLD].values_list("conversation_id", flat=True)
    past = _past(team_id, timezone.now())
    frames = [
        (conversation_id, {"type": "queue", **_as_data(ahead, estimate(past, ahead))})
        for ahead, conversation_id in enumerate(first)
    ]
    if frames:
        transaction.on_commit(lambda: wires.tell({"n": frames}))
    return len(frames)


def _past(team_id: int | None, now: datetime) -> list[Past]:
    """Those who had to wait: whoever was taken at once says nothing about a line."""
    ended = Wait.objects.filter(team=team_id, outcome="joined", ended_at__gt=now - FRESH)
    latest = ended.order_by("-ended_at").values_list("since", "ended_at", "ahead")
    rows = latest[: 4 * LOOKED_AT]
    past = [Past(ended_at - since, ahead) for since, ended_at, ahead in rows if ended_at]
    return [one for one in past if one.took > AT_ONCE][:LOOKED_AT]


def _as_data(ahead: int, expected: Estimate | None) -> dict[str, Any]:
    """Minutes, or null where nobody knows."""
    low = round(expected.low.total_seconds() / 60, 1) if expected else None
    high = round(expected.high.total_seconds() / 60, 1) if expected else None
    return {"place": ahead + 1, "low": low, "high": high}
