"""An agent's reply with what comes of it: promises that it makes, and an offer to make good."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from django.db import transaction

from helpdesk.agents.models import Agent
from helpdesk.conversations import replying
from helpdesk.conversations.messaging import Posted
from helpdesk.recovery import making_good, promising
from helpdesk.recovery.promising import Maker, Pledge


@transaction.atomic
def reply(
    conversation_id: int,
    agent: Agent,
    written: Mapping[str, Any],
    *,
    pledges: Sequence[Pledge] = (),
    offer: int | None = None,
) -> Posted:
    """Say it, record what was promised in it and what was offered: all of it, or nothing.

    ``written`` is what ``replying.reply`` takes. Sent again with the same ``cid`` it changes
    nothing. Raises as ``replying.reply``, ``promising.make_promise`` and ``making_good.grant``.
    """
    posted = replying.reply(conversation_id, agent, **written)
    if posted.duplicate:
        return posted
    for number, pledge in enumerate(pledges):
        made = replace(pledge, seq=posted.seq, made_by=Maker.AGENT, owner_id=agent.pk)
        promising.make_promise(conversation_id, made, key=f"said:{posted.seq}:{number}")
    if offer is not None:
        making_good.grant(conversation_id, offer, agent=agent, seq=posted.seq)
    return posted
