"""What is looked after every half minute (``clock``), for one tenant."""

from django.db import transaction
from django.utils import timezone

from helpdesk.routing import clock, returning
from helpdesk.routing.models import Availability, TeamQueue, Wait
from helpdesk.routing.queueing import ASSIGN_TOPIC
from tenants.work.outbox import enqueue


@transaction.atomic
def tick() -> None:
    """Take back what nobody answers, owe a look at each queue, and the next tick while there is
    anybody to look after.

    A tenant whose teams all claim by hand is asked one question, and ticks no more.
    """
    queues = list(TeamQueue.objects.exclude(way=TeamQueue.Way.BY_HAND).values_list("pk", flat=True))
    if not queues:
        return
    returning.take_back(timezone.now())
    for team_id in queues:
        enqueue(ASSIGN_TOPIC, {"team": team_id})
    if _has_work(queues):
        clock.keep_going()


def _has_work(queues: list[int]) -> bool:
    waiting = Wait.objects.filter(team__in=queues, ended_at=None)
    online = Availability.objects.filter(state=Availability.State.ONLINE)
    given = Wait.objects.filter(answer_by__isnull=False)
    return waiting.exists() or online.exists() or given.exists()
