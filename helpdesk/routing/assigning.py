"""Give those who wait to those who are there: in order, under locks, by ``lifecycle`` alone."""

from dataclasses import replace
from typing import Final

from django.db import transaction
from django.utils import timezone

from helpdesk.agents.models import Agent
from helpdesk.conversations import lifecycle, messaging
from helpdesk.conversations.models import Conversation
from helpdesk.routing import attending, queueing
from helpdesk.routing.choosing import Candidate, choose
from helpdesk.routing.models import TeamQueue, Wait
from tenants.work.outbox import enqueue

# Waits that one look goes through; what is left is owed another.
BATCH: Final = 50


@transaction.atomic
def assign(team_id: int) -> int:
    """Give what the team's queue can give now. Returns how many.

    Whoever is there is locked first (``attending.candidates``), so that no load changes under the
    count. A conversation that somebody else is changing at this moment is passed over, never
    waited for: it moved, and comes back by its own hand-off or with the next tick.
    """
    queue = TeamQueue.of(team_id)
    if not queue.assigns:
        return 0
    there = attending.candidates(team_id)
    given = 0
    for wait in queueing.in_order(team_id)[:BATCH]:
        if not any(one.has_room for one in there.values()):
            return given
        by_load = queue.way == TeamQueue.Way.LEAST_LOADED
        chosen = choose(list(there.values()), wait.needs.split(","), by_load=by_load)
        if chosen is not None and _give(wait, chosen, queue):
            given += 1
            now = timezone.now()
            there[chosen.agent_id] = replace(chosen, load=chosen.load + 1, given_at=now)
    if given == BATCH:
        enqueue(queueing.ASSIGN_TOPIC, {"team": team_id})
    return given


def _give(wait: Wait, chosen: Candidate, queue: TeamQueue) -> bool:
    still_there = Conversation.objects.select_for_update(skip_locked=True).filter(
        pk=wait.conversation_id, team=wait.team_id, status=Conversation.Status.WAITING
    )
    conversation = still_there.first()
    if conversation is None:
        return False
    agent = Agent.objects.get(pk=chosen.agent_id)
    lifecycle.claim(conversation.pk, agent)
    queueing.note_given(wait, answer_by=timezone.now() + queue.answer_within)
    messaging.add_event(
        conversation.pk, "given", internal=True, agent_id=agent.pk, agent=agent.name
    )
    return True
