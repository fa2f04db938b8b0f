"""The first words of a person after a hand-off: awaited, looked at, and kept with what they lacked.

The look hints and never holds back. Whether there was one is kept here and not taken from the
page, so that "edited after the hint" means that a hint was given.
"""

from datetime import datetime
from typing import LiteralString

from django.db import transaction
from django.utils import timezone

from helpdesk.agents.models import Agent
from helpdesk.conversations.models import Handoff, Message
from helpdesk.recovery import recovering
from helpdesk.recovery.models import FirstReply, RecoverySettings
from helpdesk.recovery.said.first_reply import Lacking, known_of, lacking
from tenants.database import direct

Result = FirstReply.Result

# Whether a first reply is to come or a case not acknowledged: asked of every reply.
_LISTENS: LiteralString = """
    SELECT 1 FROM {schema}.recovery_firstreply
    WHERE conversation_id = %(conversation)s AND sent_at IS NULL
    UNION ALL
    SELECT 1 FROM {schema}.recovery_recoverycase
    WHERE conversation_id = %(conversation)s AND state <> 'closed' AND acknowledged_at IS NULL
    LIMIT 1
"""


def awaited(conversation_id: int) -> FirstReply | None:
    """The first reply that is still to come, if one is."""
    waiting = FirstReply.objects.filter(conversation=conversation_id, sent_at=None)
    return waiting.select_related("handoff").first()


@transaction.atomic
def await_reply(handoff: Handoff) -> None:
    """From now on the first words after this hand-off are awaited, not those after an older one."""
    FirstReply.objects.filter(conversation=handoff.conversation_id, sent_at=None).delete()
    FirstReply.objects.create(conversation=handoff.conversation, handoff=handoff)


@transaction.atomic
def look(conversation_id: int, body: str, *, by: Agent) -> tuple[Lacking, ...]:
    """What these words lack, before they are sent; the first hint is kept.

    Nothing for a reply that is not the first.
    """
    first = awaited(conversation_id)
    if first is None:
        return ()
    lacks = lacking(body, known_of(first.handoff.package), now_here())
    if lacks and first.hinted_at is None:
        first.hinted, first.hinted_at, first.agent = [*lacks], timezone.now(), by
        first.save(update_fields=["hinted", "hinted_at", "agent"])
    return lacks


def replied(conversation_id: int, seq: int, agent_id: int) -> None:
    """An agent spoke at ``seq``: keep how the first words were; good words acknowledge the case."""
    if direct.fetch_prepared(_LISTENS, {"conversation": conversation_id}):
        _heard(conversation_id, seq, agent_id)


@transaction.atomic
def _heard(conversation_id: int, seq: int, agent_id: int) -> None:
    first = awaited(conversation_id)
    case = recovering.open_case(conversation_id)
    unheard = case is not None and case.acknowledged_at is None
    if first is None and not unheard:
        return
    handoff = (
        first.handoff if first else Handoff.objects.filter(conversation=conversation_id).first()
    )
    body = Message.objects.values_list("body", flat=True).get(conversation=conversation_id, seq=seq)
    lacks = lacking(body, known_of(handoff.package if handoff else {}), now_here())
    if first is not None:
        _keep(first, lacks, seq=seq, agent_id=agent_id)
    if unheard and not lacks:
        recovering.acknowledge(conversation_id)


def now_here() -> datetime:
    """Now by the tenant's clock: "tomorrow" in a reply is its tomorrow."""
    return timezone.now().astimezone(RecoverySettings.current().zone)


def _keep(first: FirstReply, lacks: tuple[Lacking, ...], *, seq: int, agent_id: int) -> None:
    first.lacked, first.sent_at = [*lacks], timezone.now()
    first.seq, first.agent_id = seq, agent_id
    first.result = _result(first, lacks)
    first.save(update_fields=["lacked", "sent_at", "seq", "agent", "result"])


def _result(first: FirstReply, lacks: tuple[Lacking, ...]) -> Result:
    if first.hinted_at is None:
        return Result.UNSEEN if lacks else Result.PASSED
    return Result.EDITED if len(lacks) < len(first.hinted) else Result.IGNORED
