"""What happens to promises by itself, as their conversation goes on."""

from typing import LiteralString

from django.db import transaction
from django.utils import timezone

from helpdesk.conversations import redacting
from helpdesk.conversations.models import Conversation, Handoff, Message
from helpdesk.conversations.redacting import REPLACEMENT
from helpdesk.recovery import promising
from helpdesk.recovery.models import Promise, RecoverySettings
from helpdesk.recovery.open_time import due_within
from helpdesk.recovery.promising import Kind, Pledge
from tenants.database import direct

Status = Conversation.Status
# An agent's next words keep these; a call or a follow-up is said to be done.
KEPT_BY_A_REPLY = (Kind.WAIT, Kind.REPLY, Kind.EMAIL)
# Who no longer waits, or has it done, is owed these no more.
OVER = {
    Status.ASSISTED: (Kind.WAIT,),
    Status.RESOLVED: (Kind.WAIT, Kind.REPLY),
}
# Every reply asks it, and nearly every conversation owes nothing.
_OWED: LiteralString = """
    SELECT p.id, p.seq FROM {schema}.recovery_promise AS p
    JOIN {schema}.conversations_conversation AS c ON c.id = p.conversation_id
    WHERE p.conversation_id = %s AND p.closed_at IS NULL AND (p.kind = ANY(%s) OR c.is_spam)
"""


@transaction.atomic
def promise_an_answer(handoff: Handoff) -> None:
    """Who was handed over is owed an answer by a person, as they were told."""
    told = Message.objects.filter(conversation=handoff.conversation_id, seq=handoff.seq)
    words = told.values_list("body", flat=True).first()
    allowed = RecoverySettings.current().wait_for(handoff.conversation.priority)
    now = timezone.now()
    due = due_within(allowed, team_id=handoff.team_id, since=now)
    # Hours may open only after the next big holiday; no promise is made for longer.
    due = min(due, now + promising.LONGEST)
    pledge = Pledge(Kind.WAIT, words or "A person will answer.", due, seq=handoff.seq)
    promising.make_promise(handoff.conversation_id, pledge, key=f"wait:{handoff.seq}")


def keep_by_reply(conversation_id: int, seq: int) -> None:
    """An agent spoke at ``seq``: what was promised before it and is kept by that, is kept."""
    for promise_id, said_at in _owed(conversation_id, KEPT_BY_A_REPLY):
        if said_at is None or said_at < seq:
            promising.keep(promise_id)


@transaction.atomic
def follow(conversation_id: int, status: str, assignee_id: int | None) -> None:
    """The conversation moved: cancel what is over, and let who has it owe what nobody did."""
    over = OVER.get(Status(status))
    if over is not None:
        for promise_id, _ in _owed(conversation_id, over):
            promising.cancel(promise_id)
    if assignee_id is not None:
        nobodys = Promise.objects.filter(conversation=conversation_id, closed_at=None, owner=None)
        nobodys.update(owner=assignee_id)


def forget(conversation_id: int, seq: int, body: str) -> None:
    """The entry at ``seq`` was redacted: take its words out of what is kept of promises."""
    for promise in Promise.objects.filter(conversation=conversation_id):
        said_there = promise.seq == seq
        promise.text = REPLACEMENT if said_there else redacting.without(promise.text, body)
        promise.save(update_fields=["text"])


def _owed(conversation_id: int, kinds: tuple[str, ...]) -> list[direct.Row]:
    """(id, seq) of these kinds; to who was blocked as spam nothing is owed at all."""
    return direct.fetch_prepared(_OWED, (conversation_id, [*kinds]))
