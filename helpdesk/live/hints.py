"""Say that a conversation moved, after commit; and whisper what need not survive."""

from typing import Any

from django.db import transaction

from helpdesk.live.hub import hub
from tenants import wires


def tell_moved(conversation_id: int, head: int) -> None:
    """After commit, wake everyone who listens to this conversation."""
    transaction.on_commit(lambda: wires.tell({"c": conversation_id, "h": head}))


async def atell_moved(conversation_id: int, head: int) -> None:
    """The same from a socket, whose statement has committed already."""
    await hub().tell({"c": conversation_id, "h": head})


def whisper(conversation_id: int, frame: dict[str, Any]) -> None:
    """An ephemeral frame (typing, presence, streamed text): unsequenced, may be lost."""
    wires.tell({"c": conversation_id, "w": frame})


def whisper_nearby(conversation_id: int, frame: dict[str, Any]) -> None:
    """The same, but only to those who have this conversation open: not to the whole inbox."""
    wires.tell({"c": conversation_id, "w": frame, "near": True})


async def awhisper(conversation_id: int, frame: dict[str, Any]) -> None:
    await hub().tell({"c": conversation_id, "w": frame})
