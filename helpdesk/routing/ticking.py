"""What is looked after every half minute (``clock``), for one tenant."""

from django.db import transaction

from helpdesk.routing import alarms, clock, queueing, returning
from helpdesk.routing.models import Availability, TeamQueue, Wait
from tenants.database import clock as database_clock
from tenants.work.outbox import enqueue


@transaction.atomic
def tick(number: int = 0) -> None:
    """Take back what nobody answers, owe a look at each queue, and the next tick while there is
    anybody to look after.

    A tenant whose teams all claim by hand, and who has agreed to no deadline, is asked a few
    questions and ticks no more.
    """
    now = database_clock.now()
    queues = list(TeamQueue.objects.exclude(way=TeamQueue.Way.BY_HAND).values_list("pk", flat=True))
    if queues:
        queueing.catch_up(queues)
        returning.take_back(now)
    for team_id in queues:
        enqueue(queueing.ASSIGN_TOPIC, {"team": team_id})
    times_on = alarms.look(now)
    if times_on or (queues and _has_work(queues)):
        clock.keep_going(after=number)


def _has_work(queues: list[int]) -> bool:
    waiting = Wait.objects.filter(team__in=queues, ended_at=None)
    online = Availability.objects.filter(state=Availability.State.ONLINE)
    given = Wait.objects.filter(answer_by__isnull=False)
    return waiting.exists() or online.exists() or given.exists()
