"""Say that a conversation moved, after commit; and whisper what need not survive."""

from typing import Any

from django.db import transaction

from helpdesk.live.hub import hub
from tenants import wires


def tell_moved(conversation_id: int, head: int) -> None:
    """After commit, wake everyone who listens to this conversation."""
    transaction.on_commit(lambda: wires.tell({"m": [(conversation_id, head)]}))


def tell_moved_here(conversation_id: int, head: int, page: object = None) -> None:
    """The same from an event loop, whose statement has committed already; does not wait.

    ``page`` spares listeners in this process who have read all before it to read it too.
    """
    hub().tell_moved(conversation_id, head, page)


def whisper(conversation_id: int, frame: dict[str, Any]) -> None:
    """An ephemeral frame (typing, presence, streamed text): unsequenced, may be lost."""
    wires.tell({"w": [(conversation_id, frame)]})


def whisper_nearby(conversation_id: int, frame: dict[str, Any]) -> None:
    """The same, but only to those who have this conversation open: not to the whole inbox."""
    wires.tell({"n": [(conversation_id, frame)]})


def whisper_desk(conversation_id: int, frame: dict[str, Any]) -> None:
    """The same, but to inboxes only: no customer's socket is given it at all."""
    wires.tell({"d": [(conversation_id, frame)]})


def whisper_desk_here(conversation_id: int, frame: dict[str, Any]) -> None:
    """``whisper_desk`` from an event loop; does not wait."""
    hub().whisper_desk(conversation_id, frame)


def whisper_here(conversation_id: int, frame: dict[str, Any]) -> None:
    """``whisper`` from an event loop; does not wait."""
    hub().whisper(conversation_id, frame)
